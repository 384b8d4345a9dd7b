// Google Cloud, with a request as the functions framework hands it on.
import { createServer, get } from "node:http";
import { end, headers, load } from "./start.mjs";

Object.assign(process.env, { K_SERVICE: "start", K_REVISION: "start-1", FUNCTION_TARGET: "http", PORT: "8080" });

const { instrument, log } = await load("index");
const handler = instrument(async (_request, response) => {
  log.info("called");
  response.end();
});

const server = createServer((request, response) => {
  response.on("finish", () => setImmediate(end));
  handler(Object.assign(request, { path: "/", originalUrl: "/", protocol: "http" }), response);
});
server.listen(0, "127.0.0.1", () => get({ port: server.address().port, headers }));
