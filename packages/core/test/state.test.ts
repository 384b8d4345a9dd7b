import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Wraps one handler with each copy, and has each look at what the other left. */
const program = `
  import { createRequire } from "node:module";
  const esm = await import("./dist/index.js");
  const cjs = createRequire(process.cwd() + "/")("./dist/index.cjs");
  const spans = [];
  const into = (kept) => ({
    export: (items, done) => { kept.push(...[items].flat()); done({ code: 0 }); },
    shutdown: async () => {},
  });
  const options = { exporters: { traces: into(spans), metrics: into([]), logs: into([]) } };
  const adapter = {
    platform: "test_platform",
    resource: () => ({}),
    describe: () => ({ id: "id-1", name: "fn", trigger: "other", kind: 1, attributes: {} }),
    startKind: () => "cold",
    lifecycle: () => ({ mode: "blocking" }),
    logLine: { messageKey: "message", level: ({ label }) => ({ level: label }), time: (time) => ({ time }) },
  };
  const wrap = (core, handler) => {
    const runtime = core.prepare(adapter, handler, options);
    return (...args) => core.runInvocation(runtime, args, () => handler(...args));
  };
  const lines = [];
  const log = cjs.createLog(adapter.logLine, {}, (line) => lines.push(JSON.parse(line)));
  const seen = [];
  await wrap(esm, async () => {
    seen.push(cjs.currentInvocation()?.id, cjs.currentInvocation() === esm.currentInvocation());
    log.info("from the other copy");
  })();
  await wrap(cjs, async () => seen.push(esm.currentInvocation()?.id))();
  process.stdout.write(JSON.stringify({
    copies: esm.currentInvocation !== cjs.currentInvocation,
    seen,
    starts: spans.map((span) => span.attributes["faas.coldstart"]),
    traced: lines[0].trace_id === spans[0].spanContext().traceId,
  }));
`;

it("the ESM and the CJS copy in one process share invocation, cold start, telemetry and log context", async () => {
  const args = ["--input-type=module", "--eval", program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    copies: true,
    seen: ["id-1", true, "id-1"],
    starts: [true, false],
    traced: true,
  });
});
