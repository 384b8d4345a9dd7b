import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, createApplication, node24 } from "./support.ts";

/**
 * Of an invocation, so many bytes more than without us may outlive V8's next small collection: more of them make that
 * longer, and a full one sooner. Functions Framework keeps each request for a while, and what hangs on it.
 */
const MAX_LEFT_BYTES = { lambda: 2000, google: 3000 };
const INVOCATIONS = 500;

/** Says by how many bytes each call of a handler lets the old generation grow, while nothing is collected in it. */
const MEASURE = `import { setTimeout as wait } from "node:timers/promises";
import { getHeapSpaceStatistics } from "node:v8";

const old = () => getHeapSpaceStatistics().find((space) => space.space_name === "old_space").space_used_size;
async function measure(handler) {
  const call = async (id) => {
    await handler(id);
    // The export behind it is over.
    await wait(2);
  };
  for (let id = 0; id < 100; id += 1) await call(id);
  gc();
  const before = old();
  for (let id = 0; id < ${INVOCATIONS}; id += 1) {
    await call(id);
    if (id % 20 === 0) gc({ type: "minor" });
  }
  return (old() - before) / ${INVOCATIONS};
}

/** Of one handler, which has the process to itself: what is left of one would be in the figures of the next. */
export async function report(handlers) {
  process.stderr.write(JSON.stringify({ left: await measure(handlers[process.argv[2]]) }) + "\\n");
  process.exit();
}`;

const LAMBDA = `import { Agent, get } from "node:http";
import { instrument } from "@isobar/aws-lambda";
import { report } from "./garbage.mjs";
import { event, lambdaContext } from "./report.mjs";

const agent = new Agent({ keepAlive: true });
const invoke = (handler) => (id) => handler(event, lambdaContext("request-" + id));
const quiet = async () => ({ statusCode: 200 });
const calling = () => new Promise((resolve, reject) => {
  const done = () => resolve({ statusCode: 200 });
  get(process.env.OTEL_EXPORTER_OTLP_ENDPOINT, { agent }, (response) => response.resume().on("end", done)).on("error", reject);
});
await report({
  quiet: invoke(quiet),
  wrappedQuiet: invoke(instrument(quiet)),
  calling: invoke(calling),
  wrappedCalling: invoke(instrument(calling)),
});`;

const GOOGLE = `import { Agent, get } from "node:http";
import { http } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import { instrument } from "@isobar/gcp-functions";
import { report } from "./garbage.mjs";

const agent = new Agent({ keepAlive: true });
async function serve(name, handler) {
  http(name, handler);
  const server = getTestServer(name);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return () => new Promise((resolve, reject) => {
    get({ port, agent }, (response) => response.resume().on("end", resolve)).on("error", reject);
  });
}
const handler = (request, response) => response.send("done");
await report({ quiet: await serve("bare", handler), wrappedQuiet: await serve("wrapped", instrument(handler)) });`;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

test("an invocation on Lambda leaves next to nothing behind, with an outgoing call or without", async () => {
  const app = await createApplication(["@isobar/core", "@isobar/aws-lambda"]);
  const measure = writeScript(app, LAMBDA, ["AWS_LAMBDA_FUNCTION_NAME=orders"]);
  expect((await measure("wrappedQuiet")) - (await measure("quiet"))).toBeLessThan(MAX_LEFT_BYTES.lambda);
  expect((await measure("wrappedCalling")) - (await measure("calling"))).toBeLessThan(MAX_LEFT_BYTES.lambda);
});

test("an invocation on Google leaves little behind that the framework does not", async () => {
  const beside = ["@google-cloud/functions-framework@5.0.5"];
  const app = await createApplication(["@isobar/core", "@isobar/gcp-functions"], { beside });
  const measure = writeScript(app, GOOGLE, ["K_SERVICE=orders", "K_REVISION=orders-1", "FUNCTION_TARGET=wrapped"]);
  expect((await measure("wrappedQuiet")) - (await measure("quiet"))).toBeLessThan(MAX_LEFT_BYTES.google);
});

/** @returns measures one of the script's handlers, in bytes an invocation */
function writeScript(app: Application, script: string, variables: readonly string[]) {
  app.write("garbage.mjs", MEASURE);
  app.write("measured.mjs", script);
  const env = [`OTEL_EXPORTER_OTLP_ENDPOINT=${receiver.url}`, ...variables];
  // Code that V8 compiles meanwhile would be in the old generation as well, and a full collection would empty it.
  const flags = ["--no-opt", "--no-maglev", "--no-sparkplug", "--initial-old-space-size=1000", "--expose-gc"];
  const command = [node24.execPath, ...flags, "measured.mjs"];
  return async (handler: string): Promise<number> => {
    const output = await app.execute("env", [...env, ...command, handler]);
    const said = output.split("\n").find((line) => line.startsWith('{"left"')) ?? "";
    return (JSON.parse(said) as { left: number }).left;
  };
}
