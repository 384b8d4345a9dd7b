import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Application, createApplication, nodes } from "./support.ts";

const WITH_INSTRUMENTATION = `import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { createHandler } from "./calls.mjs";
import { report } from "./report.mjs";
report(createHandler({ instrumentations: [new UndiciInstrumentation()] }));`;

const ENTRY = `import { createHandler } from "./calls.mjs";
import { report } from "./report.mjs";
report(createHandler());`;

let app: Application;
let receiver: Receiver;
let called: Server;
let url: string;
let contexts: unknown[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  called = createServer((request, response) => {
    contexts.push(request.headers.traceparent);
    response.end("answer");
  });
  await new Promise<void>((resolve) => called.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(called.address() as AddressInfo).port}`;
  app = await createApplication(["@isobar/core", "@isobar/aws-lambda"], {
    beside: ["@opentelemetry/instrumentation-undici@0.34.0"],
  });
  app.write("entry.mjs", ENTRY);
  app.write("with-instrumentation.mjs", WITH_INSTRUMENTATION);
  const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await app.bundle("entry.mjs", "bundle/out.cjs", { format: "cjs", minify: true });
  await app.bundle("entry.mjs", "bundle/out.mjs", { format: "esm", minify: true, banner: { js: banner } });
});
afterAll(async () => {
  called.close();
  await receiver.stop();
});
beforeEach(() => {
  receiver.clear();
  contexts = [];
});

describe.each([
  ["a CommonJS bundle", "bundle/out.cjs"],
  ["an ES module bundle", "bundle/out.mjs"],
  ["ES modules", "entry.mjs"],
])("%s", (_, file) => {
  test.for(nodes)(
    "has a span for a call by fetch and one by node:http, and sends the context ($name)",
    async (node) => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      const { message, stderr } = await app.run(file, { node, env, args: [url] });
      expect(stderr).toBe("");
      expect(message.result).toEqual([200, 200]);
      const root = receiver.spans.find(({ kind }) => kind === "server");
      const calls = receiver.spans.filter(({ kind }) => kind === "client");
      expect(receiver.spans).toHaveLength(3);
      expect(calls.map(({ name, attributes }) => [name, attributes["url.full"]])).toEqual([
        ["GET", `${url}/by-fetch`],
        ["GET", `${url}/by-http`],
      ]);
      for (const { parentSpanId } of calls) expect(parentSpanId).toBe(root?.spanId);
      expect(contexts).toEqual(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
    },
  );
});

test("OpenTelemetry's own instrumentation of undici, handed in, makes the span of fetch alone", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { message } = await app.run("with-instrumentation.mjs", { env, args: [url] });
  expect(message.result).toEqual([200, 200]);
  const calls = receiver.spans.filter(({ kind }) => kind === "client");
  expect(calls.map(({ scope }) => scope.name)).toEqual(["@opentelemetry/instrumentation-undici", "isobar"]);
  expect(contexts).toEqual(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
});
