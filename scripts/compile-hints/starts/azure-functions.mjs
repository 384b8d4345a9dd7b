// Azure, with a request of its own library.
import { createRequire } from "node:module";
import { join } from "node:path";
import { dist, end, headers, load } from "./start.mjs";

Object.assign(process.env, { WEBSITE_SITE_NAME: "start", FUNCTIONS_WORKER_RUNTIME: "node", REGION_NAME: "westeurope" });

const { HttpRequest, InvocationContext } = createRequire(join(dist, "index.cjs"))("@azure/functions");
const { instrument, log } = await load("index");
const handler = instrument(async () => {
  log.info("called");
  return { status: 200 };
});

const request = new HttpRequest({ method: "GET", url: "http://example.com/api/start", headers });
const trigger = { type: "httpTrigger", name: "request", direction: "in", authLevel: "anonymous" };
const options = { trigger, return: { type: "http", name: "$return", direction: "out" } };
await handler(request, new InvocationContext({ functionName: "start", invocationId: "1", options }));
end();
