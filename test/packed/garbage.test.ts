import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, createApplication, node24 } from "./support.ts";

/** Of an invocation, so many bytes may outlive V8's next small collection: more of them make that longer, and a full one sooner. */
const MAX_LEFT_BYTES = 2000;
const INVOCATIONS = 500;

/** Says by how many bytes each invocation of a handler lets the old generation grow, while nothing is collected in it. */
const SCRIPT = `import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { getHeapSpaceStatistics } from "node:v8";
import { instrument } from "@isobar/aws-lambda";
import { event, lambdaContext } from "./report.mjs";

const agent = new Agent({ keepAlive: true });
const handlers = {
  quiet: async () => ({ statusCode: 200 }),
  calling: () => new Promise((resolve, reject) => {
    const done = () => resolve({ statusCode: 200 });
    get(process.env.OTEL_EXPORTER_OTLP_ENDPOINT, { agent }, (response) => response.resume().on("end", done)).on("error", reject);
  }),
};
const old = () => getHeapSpaceStatistics().find((space) => space.space_name === "old_space").space_used_size;
async function measure(handler) {
  const call = async (id) => {
    await handler(event, lambdaContext("request-" + id));
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
const left = {};
for (const [name, handler] of Object.entries(handlers)) {
  left[name] = [await measure(handler), await measure(instrument(handler))];
}
process.stderr.write(JSON.stringify({ left }) + "\\n");
process.exit();`;

let app: Application;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  app = await createApplication(["@isobar/core", "@isobar/aws-lambda"]);
  app.write("garbage.mjs", SCRIPT);
});
afterAll(() => receiver.stop());

test("an invocation leaves next to nothing behind, with an outgoing call or without", async () => {
  const env = [`OTEL_EXPORTER_OTLP_ENDPOINT=${receiver.url}`, "AWS_LAMBDA_FUNCTION_NAME=orders"];
  // Code that V8 compiles meanwhile would be in the old generation as well.
  const flags = ["--expose-gc", "--no-opt", "--no-maglev", "--no-sparkplug"];
  const output = await app.execute("env", [...env, node24.execPath, ...flags, "garbage.mjs"]);
  const said = output.split("\n").find((line) => line.startsWith('{"left"')) ?? "";
  const { left } = JSON.parse(said) as { left: Record<"quiet" | "calling", [bare: number, wrapped: number]> };
  for (const [bare, wrapped] of Object.values(left)) expect(wrapped - bare).toBeLessThan(MAX_LEFT_BYTES);
});
