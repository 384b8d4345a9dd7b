import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Application, createApplication, nodes } from "./support.ts";

const ENTRY = `import { handler } from "./handler.mjs";
import { report } from "./report.mjs";
report(handler);`;

let app: Application;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  app = await createApplication(["@isobar/core", "@isobar/aws-lambda"]);
  app.write("entry.mjs", ENTRY);
});
afterAll(() => receiver.stop());

const bundles = [
  { title: "a CommonJS bundle", outfile: "bundle/out.cjs", options: { format: "cjs" } },
  { title: "a minified CommonJS bundle", outfile: "bundle/min.cjs", options: { format: "cjs", minify: true } },
  { title: "an ES module bundle", outfile: "bundle/out.mjs", options: { format: "esm" } },
  {
    title: "a minified ES module bundle",
    outfile: "bundle/min.mjs",
    options: { format: "esm", minify: true },
  },
] as const;

describe.each(bundles)("$title", ({ outfile, options }) => {
  beforeAll(() => app.bundle("entry.mjs", outfile, options));

  test.for(nodes)("sends the span, the log line and the metrics, without undici ($name)", async (node) => {
    receiver.clear();
    const { message, stderr } = await app.run(outfile, { node, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    expect(stderr).toBe("");
    expect(message).toEqual({ result: { statusCode: 200, body: "request-1" }, loadsUndici: false });
    expect(receiver.spans.map(({ name }) => name).toSorted()).toEqual(["GET /orders/{id}", "child"]);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(receiver.logRecords).toMatchObject([{ body: "in the child", traceId: receiver.spans[0]?.traceId }]);
    expect(receiver.metrics.map(({ name }) => name)).toContain("faas.invoke_duration");
  });
});

test("an import that registers the Lambda extension is in the bundle", async () => {
  const asked: string[] = [];
  const api = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader("lambda-extension-identifier", "1");
    // The next event never comes.
    if (request.method === "POST") response.end("{}");
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  app.write("registers.mjs", 'import "@isobar/aws-lambda/register";\nprocess.send({}, () => process.exit());');
  await app.bundle("registers.mjs", "bundle/registers.mjs", { format: "esm" });
  const { port } = api.address() as AddressInfo;
  await app.run("bundle/registers.mjs", { env: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` } });
  api.closeAllConnections();
  api.close();
  expect(asked).toContain("POST /2020-01-01/extension/register");
});
