import { fileURLToPath } from "node:url";
import { type OutputLine, startGoogle } from "@isobar/local";
import { type Span, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Bundles, bundle, type Format } from "./support/bundle.ts";
import { untilAsleep } from "./support/instances.ts";
import { order } from "./support/request.ts";

const NODES = {
  "24": process.execPath,
  "22": fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url)),
};

let bundles: Record<Format, Bundles>;
beforeAll(async () => {
  const [cjs, esm] = await Promise.all([bundle("business", ["gcp"], "cjs"), bundle("business", ["gcp"], "esm")]);
  bundles = { cjs, esm };
});
afterAll(() => Promise.all(Object.values(bundles).map((each) => each.remove())));

const nameOf = ({ attributes }: Span): string => String(attributes["url.path"]).slice(1);

describe.each(["cjs", "esm"] as const)("a bundle (%s) under the functions framework", (format) => {
  test.each(["24", "22"] as const)("is exported as it is unbundled (Node %s)", async (node) => {
    let isDown = false;
    const receiver = await startReceiver({ respond: () => (isDown ? { status: 503 } : "ok") });
    onTestFinished(() => receiver.stop());
    const lines: OutputLine[] = [];
    const google = await startGoogle({
      file: bundles[format].file("gcp"),
      target: "http",
      signature: "http",
      maxInstances: 1,
      node: NODES[node],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000" },
      onLine: (line) => lines.push(line),
    });
    onTestFinished(() => google.stop());
    const ask = (name: string, scenario: string) => order(`${google.url}/${name}`, { scenario });

    // The news of a failure is there before its answer.
    expect((await ask("failing", "custom-error")).status).toBe(500);
    expect(receiver.spans.map(nameOf)).toEqual(["failing"]);
    expect(receiver.spans[0]?.attributes).toMatchObject({ "error.type": "PaymentError", "faas.coldstart": true });

    // What the backend has not taken is delivered at SIGTERM, with all that belongs to it.
    isDown = true;
    expect((await ask("traced", "ok")).status).toBe(200);
    await untilAsleep(google);
    isDown = false;
    expect(receiver.spans.map(nameOf)).toEqual(["failing"]);
    await google.terminate();
    const invocation = receiver.spans.find((span) => nameOf(span) === "traced");
    const charge = receiver.spans.find(({ name }) => name === "charge");
    expect(charge).toMatchObject({ traceId: invocation?.traceId, parentSpanId: invocation?.spanId });
    const logged = receiver.logRecords.filter(({ traceId }) => traceId === invocation?.traceId);
    expect(logged.map(({ body }) => body)).toEqual(["order received", "card nearly expired"]);
    expect(google.counts()).toMatchObject({ invocations: 2, coldStarts: 1 });
    expect(lines.filter(({ text }) => text.includes("isobar:"))).toEqual([]);
  });
});
