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
