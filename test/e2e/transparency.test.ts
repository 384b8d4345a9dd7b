import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, clouds, type RunningCloud } from "./support/clouds.ts";
import { call, type HttpAnswer } from "./support/request.ts";

const FAILURES = [
  "error-subclass",
  "error-at-once",
  "error-frozen",
  "error-without-stack",
  "rejected-promise",
  "rejected-late",
  "thrown-string",
  "thrown-undefined",
  "thrown-null",
  "thrown-object",
];

/** What the fixture's HTTP functions can answer with, and what behind the queue can be returned. */
const SHAPES: Readonly<Record<Cloud["platform"], { readonly http: string[]; readonly queue: string[] }>> = {
  aws_lambda: {
    http: [
      ...FAILURES,
      ...["string", "empty-string", "number", "undefined", "null", "array", "without-status", "status"],
      ...["status-as-text", "status-unusable", "base64", "cookies", "promise", "circular"],
    ],
    queue: [...FAILURES, "string", "undefined", "null", "array", "without-status", "circular"],
  },
  gcp_cloud_functions: {
    http: [
      ...FAILURES,
      ...["string", "object", "status", "nothing", "returned-value", "binary", "cookies", "stream"],
      ...["after-return", "redirect", "own-error-handling"],
    ],
    queue: [...FAILURES, "undefined", "object"],
  },
  "azure.functions": {
    http: [
      ...FAILURES,
      ...["string", "number", "undefined", "null", "without-status", "unknown-fields", "status", "status-as-text"],
      ...["status-unusable", "json", "binary", "response-object", "cookies", "promise"],
    ],
    queue: [...FAILURES, "string", "number", "undefined", "json"],
  },
};

/** What has no stamp: the platform's own answers, and what only the platform knows to make a response of. */
const UNSTAMPED: Readonly<Record<Cloud["platform"], readonly string[]>> = {
  aws_lambda: ["undefined", "null", "without-status", "status-unusable", "circular"],
  gcp_cloud_functions: [],
  "azure.functions": ["string", "number", "undefined", "null", "status-unusable"],
};
const isStamped = (platform: Cloud["platform"], shape: string): boolean =>
  !FAILURES.includes(shape) && !UNSTAMPED[platform].includes(shape);

/** Headers that differ from one call to the next, whoever answers. */
const OF_THE_CALL = new Set(["date", "connection", "keep-alive", "function-execution-id"]);
const ofTheCall = (name: string): boolean => OF_THE_CALL.has(name) || name.startsWith("x-amzn-");

describe.each(clouds)("$platform", (cloud) => {
  let receiver: Receiver;
  /** Of the one whose responses have the stamp, so that its spans are not counted among those of the other. */
  let other: Receiver;
  let bare: RunningCloud;
  let wrapped: RunningCloud;
  let disabled: RunningCloud;
  let stamped: RunningCloud;

  beforeAll(async () => {
    [receiver, other] = await Promise.all([startReceiver(), startReceiver()]);
    const start = (env: Record<string, string>): Promise<RunningCloud> =>
      cloud.start({
        fixture: "shapes",
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
        maxInstances: 2,
        // Express takes a thrown null or undefined for no error, so that nobody answers on Google.
        timeoutMillis: 2000,
      });
    [bare, wrapped, disabled, stamped] = await Promise.all([
      start({ E2E_BARE: "true" }),
      start({}),
      start({ OTEL_SDK_DISABLED: "true" }),
      start({ ISOBAR_SERVER_TIMING: "true", OTEL_EXPORTER_OTLP_ENDPOINT: other.url }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([bare, wrapped, disabled, stamped].map((running) => running.stop()));
    await Promise.all([receiver.stop(), other.stop()]);
  });

  /** Everything that a caller can tell an answer by. */
  const describeAnswer = ({ status, headers, body }: HttpAnswer, running: RunningCloud) => ({
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheCall(name))),
    body: body.toString("latin1").replaceAll(new URL(running.url).host, "host"),
  });

  const askFor = async (running: RunningCloud, shape: string) =>
    describeAnswer(await call(`${running.url}/shapes/${shape}`, { method: "GET" }), running);

  const send = async (running: RunningCloud, shape: string) => {
    const { invocationId: _id, ...seen } = await running.sendMessage({ id: "m", order: { shape } });
    return seen;
  };

  test("nothing is sent when OTEL_SDK_DISABLED is true, and callers get what they got", async () => {
    const { http } = SHAPES[cloud.platform];
    const ask = (running: RunningCloud) => Promise.all(http.map((shape) => askFor(running, shape)));
    const [expected, seen] = await Promise.all([ask(bare), ask(disabled)]);
    expect(seen).toEqual(expected);
    await disabled.terminate();
    expect(receiver.received.requests + receiver.received.refused).toBe(0);
  });

  test.each(SHAPES[cloud.platform].http)("HTTP: %s", async (shape) => {
    const [expected, seen] = await Promise.all([askFor(bare, shape), askFor(wrapped, shape)]);
    expect(expected.status).not.toBe(0);
    expect(seen).toEqual(expected);
  });

  test.each(SHAPES[cloud.platform].http)("HTTP with a stamp: %s", async (shape) => {
    const [expected, { headers, ...seen }] = await Promise.all([askFor(bare, shape), askFor(stamped, shape)]);
    const { "server-timing": timing, "isobar-invocation-id": id, ...others } = headers;
    expect({ ...seen, headers: others }).toEqual(expected);
    expect([timing !== undefined, id !== undefined]).toEqual(Array(2).fill(isStamped(cloud.platform, shape)));
  });

  test.each(SHAPES[cloud.platform].queue)("queue: %s", async (shape) => {
    expect(await send(wrapped, shape)).toEqual(await send(bare, shape));
  });

  test("fifty calls at once", async () => {
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const ask = (running: RunningCloud) =>
      Promise.all(
        numbers.map(async (number) =>
          describeAnswer(await call(`${running.url}/echo/${number}`, { method: "GET" }), running),
        ),
      );
    const [expected, seen] = [await ask(bare), await ask(wrapped)];
    expect(expected.map(({ status, body }) => [status, JSON.parse(body)])).toEqual(
      numbers.map((number) => [200, { number }]),
    );
    expect(seen).toEqual(expected);
  });

  test("the wrapped one was seen all the while", async () => {
    await wrapped.terminate();
    const { http, queue } = SHAPES[cloud.platform];
    const calls = http.length + queue.length + 50;
    const count = (): number => new Set(receiver.spans.map(({ spanId }) => spanId)).size;
    await receiver.waitFor(() => count() >= calls);
    expect(count()).toBe(calls);
  });
});
