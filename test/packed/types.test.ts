import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Application, createApplication, node24 } from "./support.ts";

const ADAPTERS = ["aws-lambda", "gcp-functions", "azure-functions"];
const OURS = ["core", ...ADAPTERS, "testing", "otlp", "compare", "local"].map((name) => `@isobar/${name}`);

/** A user's code: the wrapped handler keeps its own type, and what the adapter exports is usable. */
const CONSUMER = `
import * as core from "@isobar/core";
import * as semconv from "@isobar/core/semconv";
import * as gcp from "@isobar/gcp-functions";
import * as azure from "@isobar/azure-functions";
import * as testing from "@isobar/testing";
import * as otlp from "@isobar/otlp";
import * as compare from "@isobar/compare";
import * as local from "@isobar/local";
import { currentInvocation, flush, instrument, log, meter, setRoute, tracer } from "@isobar/aws-lambda";
import { trace } from "@opentelemetry/api";

interface Event { readonly rawPath: string }
const bare = async (event: Event): Promise<{ statusCode: number }> => {
  setRoute("/orders/{id}");
  log.info({ path: event.rawPath, id: currentInvocation()?.id }, "called");
  meter.createCounter("orders").add(1);
  tracer.startSpan("work").end();
  await flush(100);
  return { statusCode: trace.getActiveSpan() === undefined ? 204 : 200 };
};
export const handler: typeof bare = instrument(bare, { serviceName: "orders", flushTimeoutMillis: 100 });
export const untyped = instrument(async (event) => event.rawPath);
// @ts-expect-error what is wrapped has to be a function
instrument({ not: "a function" });
// @ts-expect-error a mistyped option is found while compiling
instrument(bare, { flushTimeoutMs: 100 });
export const version: string = core.VERSION;
export const names: readonly string[] = [semconv.ATTR_FAAS_NAME];
export const functions = [gcp.instrument, azure.instrument, otlp.startReceiver];
export const modules: readonly object[] = [testing, compare, local];
`;

const OPTIONS = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  module: "nodenext",
  target: "es2022",
  types: ["node"],
  exactOptionalPropertyTypes: true,
};

describe.each([
  { title: "@opentelemetry/api 1.9", api: "@opentelemetry/api@1.9.1", compilers: ["typescript@5.9"] },
  { title: "@opentelemetry/api 1.10", api: "@opentelemetry/api@1.10", compilers: ["typescript@6.0"] },
])("with $title", ({ api, compilers }) => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS, { before: [api], beside: ["@types/node@22", ...compilers] });
    // TypeScript reads the extension: the same text once as an ES module and once as CommonJS.
    for (const extension of ["mts", "cts"]) writeFileSync(join(app.directory, `consumer.${extension}`), CONSUMER);
    app.write("tsconfig.json", JSON.stringify({ compilerOptions: OPTIONS, files: ["consumer.mts", "consumer.cts"] }));
  });

  test(`a strict project without skipLibCheck compiles, as ES module and as CommonJS (${compilers})`, async () => {
    const tsc = join(app.directory, "node_modules/typescript/bin/tsc");
    expect(await app.execute(node24.execPath, [tsc, "--project", "tsconfig.json"])).toBe("");
  });
});
