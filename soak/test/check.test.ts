import { describe, expect, test } from "vitest";
import { check } from "../check.ts";
import { createLedger, type Ledger, type RequestEntry } from "../ledger.ts";
import { createSaid, hear } from "../said.ts";

const PID = 7;
const SIGNALS = ["traces", "metrics", "logs"] as const;

type Change = Partial<RequestEntry>;

/** A request of one invocation that went well, but for what is changed of it. */
function createRequest(signal: RequestEntry["signal"], number: number, change: Change = {}): RequestEntry {
  const keys = { traces: ["a/root", "a/span-0"], metrics: ["a"], logs: ["a/log-0"] }[signal];
  return {
    signal,
    number,
    fault: undefined,
    fingerprint: `${signal} ${number}`,
    pid: PID,
    entries: keys.map((key) => ({ key, uid: `id of ${key}` })),
    keyless: 0,
    points: signal === "metrics" ? 5 : 0,
    sums: signal === "metrics" ? { "faas.invocations": 1 } : {},
    isStored: true,
    rejected: 0,
    readAtMillis: number * 1000,
    answeredAtMillis: number * 1000 + 1,
    isFollowed: true,
    isAbandoned: false,
    wasFrozen: false,
    ...change,
  };
}

function createRun(...requests: RequestEntry[]): Ledger {
  const ledger = createLedger("aws");
  ledger.requests.push(...requests);
  const spans = ["a/root", "a/span-0"];
  const made = { id: "a", platform: "aws", epoch: 0, pid: PID, spans, logs: ["a/log-0"], throws: false };
  ledger.invocations.set("a", { ...made, activeAtAnswerMillis: 100 });
  return ledger;
}

const all = (change: Partial<Record<RequestEntry["signal"], Change>> = {}): RequestEntry[] =>
  SIGNALS.map((signal, number) => createRequest(signal, number, change[signal]));

function say(ledger: Ledger, ...lines: string[]): Ledger {
  const said = createSaid();
  for (const line of lines) hear(said, line);
  ledger.said.set(PID, said);
  return ledger;
}

const DROPPED = (count: number): string =>
  `[otel debug] isobar: ${count} spans were dropped (the backend refused them for good); they are counted in isobar.dropped`;
const REPEATED =
  "[otel debug] isobar: 2 spans got no answer and are sent again; they are counted in isobar.possible_duplicates";

describe("the sums", () => {
  test("add up where all arrived once", () => {
    const { problems, sums } = check(createRun(...all()));
    expect(problems).toEqual([]);
    expect(sums.traces).toMatchObject({ made: 2, arrived: 2, missing: 0, duplicates: 0 });
  });

  test.each(SIGNALS)("do not add up where %s are missing, and nobody says so", (signal) => {
    const requests = all().filter((request) => request.signal !== signal);
    expect(check(createRun(...requests)).problems[0]).toContain(`process ${PID}, ${signal}: `);
  });

  test("add up where what is missing is counted, by the number", () => {
    const requests = all({ traces: { isStored: false, fault: "refused", status: 400 } });
    expect(check(say(createRun(...requests), DROPPED(1))).problems).toHaveLength(2);
    // The counter itself has to arrive too.
    expect(check(say(createRun(...requests), DROPPED(2))).problems).toEqual([
      `process ${PID}, metrics: isobar.dropped says 0 in place of 2`,
    ]);
    const sums = { "faas.invocations": 1, "isobar.dropped": 2 };
    const counted = all({ traces: { isStored: false, fault: "refused", status: 400 }, metrics: { sums } });
    expect(check(say(createRun(...counted), DROPPED(2))).problems).toEqual([]);
  });

  test("do not add up where more is counted than is lost", () => {
    const sums = { "faas.invocations": 1, "isobar.dropped": 2 };
    expect(check(say(createRun(...all({ metrics: { sums } })), DROPPED(2))).problems).toEqual([
      `process ${PID}, traces: 2 are counted as lost, but only 0 are, and 0 more may have seemed so`,
    ]);
  });

  test("take what an instance said at its end", () => {
    const requests = all().filter(({ signal }) => signal !== "logs");
    const last = "[otel warn] isobar: the instance ends with telemetry to which no backend has said yes: 1 log records";
    expect(check(say(createRun(...requests), last)).problems).toEqual([]);
  });

  test("do not add up where points were read and not stored, and are not counted", () => {
    expect(check(createRun(...all({ metrics: { isStored: false, fault: "silence" } }))).problems).toContain(
      `process ${PID}, metrics: 5 points were read and not stored, but only 0 are counted`,
    );
  });
});

describe("what arrived twice", () => {
  const sums = { "faas.invocations": 1, "isobar.possible_duplicates": 2 };
  const again = (change: Change, second: Change = {}) => [
    ...all({ traces: change, metrics: { sums } }),
    createRequest("traces", 3, second),
  ];
  const unanswered: Change = { fault: "store-then-reset", isFollowed: false };

  test("is in order where the backend had not answered, and it is counted", () => {
    const [first, ...rest] = again(unanswered);
    const { answeredAtMillis: _, ...request } = first as RequestEntry;
    const ledger = say(createRun(request, ...rest), REPEATED);
    expect(check(ledger).problems).toEqual([]);
    expect(check(ledger).sums.traces.duplicates).toBe(2);
  });

  test("is a flaw where the client had its answer", () => {
    expect(check(say(createRun(...again({})), REPEATED)).problems).toContain(
      `process ${PID}, traces: a/root was sent again although request 0 had been answered`,
    );
  });

  test("is a flaw where it is not counted, or has other ids", () => {
    const requests = again(unanswered, { entries: [{ key: "a/root", uid: "another" }] });
    const { problems } = check(createRun(...requests));
    expect(problems).toContain(`process ${PID}, traces: a/root arrived twice under different ids`);
    expect(problems.some((problem) => problem.includes("only 0 are counted as possible duplicates"))).toBe(true);
  });
});

describe("a SIGKILL", () => {
  test.each([
    [1000, []],
    [1002, ["a was lost by SIGKILL 1002 ms after its answer"]],
  ])("may take an invocation with it that was answered %i ms before", (age, problems) => {
    const ledger = createRun(...all().filter(({ signal }) => signal !== "logs"));
    ledger.kills.push({ pid: PID, activeMillis: 100 + age });
    expect(check(ledger).problems).toEqual(problems);
  });
});
