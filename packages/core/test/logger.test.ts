import { context, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLog, type LogFormat } from "../src/index.ts";
import { readSeverity } from "../src/log-export.ts";
import { createHostile, createKept, resetProcess, wrap } from "./support.ts";

const writeSync = vi.hoisted(() => vi.fn());
vi.mock("node:fs", async (original) => ({ ...(await original<typeof import("node:fs")>()), writeSync }));

const format: LogFormat = {
  messageKey: "message",
  levelVariable: "PLATFORM_LOG_LEVEL",
  level: ({ label, number }) => ({ severity: label.toUpperCase(), ...(number >= 50 && { alert: true }) }),
  time: (time) => ({ time: new Date(time).toISOString() }),
  context: ({ traceId, invocationId }, env) => ({
    ...(traceId !== undefined && env.PROJECT && { "platform/trace": `${env.PROJECT}/${traceId}` }),
    ...(invocationId !== undefined && { requestId: invocationId }),
  }),
};

let lines: Record<string, unknown>[];
const create = (env: Record<string, string> = {}, own = format) =>
  createLog(own, env, (line) => lines.push(JSON.parse(line) as Record<string, unknown>));

let kept: ReturnType<typeof createKept>;
beforeEach(() => {
  resetProcess();
  writeSync.mockReset();
  lines = [];
  kept = createKept();
});
afterEach(resetProcess);

/** Runs `work` in an invocation. */
const invoke = (work: () => unknown, options = {}) => wrap(async () => work(), { ...kept.options, ...options })();

describe("a log line", () => {
  it("is one in the platform's form, without ids outside of an invocation", () => {
    create().warn({ orderId: 7 }, "hello %s", "you");
    expect(lines).toEqual([{ severity: "WARN", time: expect.stringMatching(/Z$/), orderId: 7, message: "hello you" }]);
  });

  it("has the ids of the invocation, and those of the span that is active", async () => {
    const log = create({ PROJECT: "p" });
    await invoke(() => {
      log.info("own");
      trace.getTracer("t").startActiveSpan("inner", (span) => {
        log.info("inner");
        span.end();
      });
      context.with(trace.deleteSpan(context.active()), () => log.info("cut off"));
    });
    const [inner, own] = kept.spans.map((span) => span.spanContext());
    expect(lines.map((line) => line.span_id)).toEqual([own?.spanId, inner?.spanId, own?.spanId]);
    for (const line of lines) {
      expect(line).toMatchObject({
        trace_id: own?.traceId,
        trace_flags: "01",
        "faas.invocation.id": "id-1",
        "faas.coldstart": true,
        requestId: "id-1",
        "platform/trace": `p/${own?.traceId}`,
      });
    }
  });

  it("has secrets replaced: in fields, child loggers, bindings, errors and their headers", async () => {
    class Headers {
      authorization = "Bearer planted";
    }
    const error = Object.assign(new Error("failed"), { config: { headers: new Headers(), password: "planted" } });
    const wrapping = new AggregateError([Object.assign(new Error("inner"), { token: "planted" })], "outer");
    const log = create();
    await invoke(() => {
      log.info({ password: "planted", nested: [{ apiKey: "planted" }] });
      log.child({ token: "planted" }).child({ secret: "planted", ok: 1 }).info("child");
      const bound = log.child({});
      bound.setBindings({ cookie: "planted" });
      bound.info("bound");
      log.error({ err: error }, "with err");
      log.error(error);
      log.error({ err: wrapping });
      log.error({ error, reason: { cause: error } }, "elsewhere");
    });
    expect(JSON.stringify(lines)).not.toContain("planted");
    expect(JSON.stringify(kept.logs.map(({ attributes, body }) => ({ attributes, body })))).not.toContain("planted");
    expect(lines[3]).toMatchObject({ err: { type: "Error", message: "failed", stack: error.stack } });
    expect(lines[4]).toMatchObject({ err: { message: "failed" }, message: "failed" });
  });

  it("has further names replaced that the options give", async () => {
    const log = create();
    await invoke(() => log.info({ patientName: "planted" }, "x"), { privacy: { redactFields: ["patient_name"] } });
    expect(lines[0]?.patientName).toBe("[REDACTED]");
  });

  it("keeps the further names of one handler when another is wrapped", async () => {
    const log = create();
    const first = wrap(async () => log.info({ pin: "planted" }), {
      ...kept.options,
      privacy: { redactFields: ["pin"] },
    });
    wrap(async () => 1, { ...kept.options, privacy: { redactFields: ["iban"] } });
    await first();
    expect(lines[0]?.pin).toBe("[REDACTED]");
  });

  it("is written whatever is logged, and never throws", async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const log = create();
    await invoke(() => {
      log.info({ hostile: createHostile(), cycle, big: 10n, fn: () => {} }, "odd");
      log.error({ err: "just text" }, "text");
      log.error({ err: null }, "null");
      log.error({ err: createHostile() }, "hostile err");
      log.info(undefined as never);
    });
    expect(lines.map((line) => line.message)).toEqual(["odd", "text", "null", "hostile err", undefined]);
    expect(lines[1]?.err).toBe("just text");
  });

  it.each([
    [{}, ["info", "warn"]],
    [{ PLATFORM_LOG_LEVEL: "WARN" }, ["warn"]],
    [{ PLATFORM_LOG_LEVEL: "WARN", ISOBAR_LOG_LEVEL: "debug" }, ["debug", "info", "warn"]],
    [{ ISOBAR_LOG_LEVEL: "silent" }, []],
    [{ ISOBAR_LOG_LEVEL: "loud", PLATFORM_LOG_LEVEL: "" }, ["info", "warn"]],
  ])("is written from the level on that %j says", (env, expected) => {
    const log = create(env);
    log.debug("debug");
    log.info("info");
    log.warn("warn");
    expect(lines.map((line) => line.message)).toEqual(expected);
  });
});

describe("the log signal", () => {
  it("gets the line as redacted, with its span, and without what only the platform's pipe wants", async () => {
    const log = create({ PROJECT: "p" });
    await invoke(() => log.error({ orderId: 7, password: "planted", tags: ["a"], deep: { a: { b: 1 } } }, "broken"));
    const [span] = kept.spans;
    expect(kept.logs).toHaveLength(1);
    expect(kept.logs[0]).toMatchObject({ body: "broken", severityNumber: 17, severityText: "ERROR" });
    expect(kept.logs[0]?.spanContext?.spanId).toBe(span?.spanContext().spanId);
    expect(kept.logs[0]?.attributes).toEqual({
      "faas.invocation.id": "id-1",
      "faas.coldstart": true,
      "log.record.uid": expect.stringMatching(/^[0-9a-f]{32}$/),
      orderId: 7,
      password: "[REDACTED]",
      tags: ["a"],
      deep: { a: { b: 1 } },
    });
  });

  it("keeps a field of the handler's own that is named like one of the platform's", async () => {
    const log = create();
    await invoke(() => log.info({ requestId: "of-the-order" }, "x"));
    expect(kept.logs[0]?.attributes.requestId).toBe("of-the-order");
  });

  it("has an error as exception attributes", async () => {
    const log = create();
    await invoke(() => log.error({ err: new TypeError("no") }, "failed"));
    expect(kept.logs[0]?.attributes).toMatchObject({
      "exception.type": "TypeError",
      "exception.message": "no",
      "exception.stacktrace": expect.stringContaining("logger.test.ts"),
    });
    expect(kept.logs[0]?.attributes).not.toHaveProperty("err");
  });

  it.each([
    [10, 1],
    [20, 5],
    [30, 9],
    [35, 10],
    [40, 13],
    [50, 17],
    [60, 21],
    [61, 21],
    [1000, 24],
    [5, 1],
  ])("has severity for level %d: %d", (level, severity) => {
    expect(readSeverity(level).number).toBe(severity);
  });

  it("knows custom levels", async () => {
    const log = create().child({}, { level: "info" });
    await invoke(() => {
      log.fatal("dead");
    });
    expect(kept.logs[0]).toMatchObject({ severityText: "FATAL", severityNumber: 21 });
    expect(lines[0]).toMatchObject({ severity: "FATAL", alert: true });
    expect(kept.logs[0]?.attributes).not.toHaveProperty("alert");
  });

  it("that fails does not reach the handler", async () => {
    const log = create();
    const broken = {
      export: () => {
        throw new Error("no");
      },
      shutdown: async () => {},
    };
    const result = await wrap(
      async () => {
        log.info("x");
        return 1;
      },
      { exporters: { ...kept.options.exporters, logs: broken } },
    )();
    expect(result).toBe(1);
    expect(lines).toHaveLength(1);
  });
});

describe("stdout", () => {
  it("gets the whole line, however it takes it", () => {
    const taken: string[] = [];
    writeSync.mockImplementation((_fd: number, bytes: Buffer, from: number) => {
      if (writeSync.mock.calls.length % 2 === 1) throw Object.assign(new Error("full"), { code: "EAGAIN" });
      const part = bytes.subarray(from, from + 10);
      taken.push(part.toString());
      return part.length;
    });
    createLog(format, {}).info({ text: "longer than one write" }, "said");
    expect(JSON.parse(taken.join(""))).toMatchObject({ message: "said", text: "longer than one write" });
  });

  it("that is gone does not reach the handler", () => {
    writeSync.mockImplementation(() => {
      throw Object.assign(new Error("gone"), { code: "EPIPE" });
    });
    expect(() => createLog(format, {}).info("x")).not.toThrow();
  });
});
