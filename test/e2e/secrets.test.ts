import type { OutputLine } from "@isobar/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CalledServer, startCalled } from "./support/called.ts";
import { type Capture, startCapture } from "./support/capture.ts";
import { type Cloud, clouds } from "./support/clouds.ts";
import { order } from "./support/request.ts";

/** Where a secret is planted. */
const PLACES = [
  "query",
  "functionCode",
  "pathSegment",
  "jwtPayload",
  "jwtSignature",
  "authorization",
  "cookie",
  "apiKeyHeader",
  "functionsKey",
  "baggage",
  "body",
  "queueBody",
  "receiptHandle",
  "property",
  "environment",
  "message",
  "cause",
  "password",
  "cvv",
  "errorHeader",
  "errorField",
  "binding",
  "instance",
  "endpoint",
  "exporterHeader",
  "callPath",
  "callQuery",
  "callHeader",
  "callBody",
  "callAnswer",
] as const;

const MARK = "pLaNtEd";
const secrets = Object.fromEntries(PLACES.map((place, index) => [place, `${MARK}${index}x${place}`])) as Record<
  (typeof PLACES)[number],
  string
>;

const formats = [
  { protocol: "http/json", compression: "none" },
  { protocol: "http/protobuf", compression: "gzip" },
] as const;

describe.each(clouds)("$platform", (cloud) => {
  describe.each(formats)("$protocol, compression $compression", ({ protocol, compression }) => {
    let capture: Capture;
    let called: CalledServer;
    let lines: readonly OutputLine[] = [];
    let failed = 0;

    beforeAll(async () => {
      // The first of each signal is refused for now, the second for good: what is said of that is looked at as well.
      capture = await startCapture((attempt) => [503, 400][attempt - 1] ?? 200);
      called = await startCalled({ "x-answer": secrets.callAnswer }, secrets.callAnswer);
      const running = await cloud.start({
        env: {
          OTEL_LOG_LEVEL: "all",
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://ingest:${secrets.endpoint}@${capture.host}`,
          OTEL_EXPORTER_OTLP_HEADERS: `x-ingest-key=${secrets.exporterHeader}`,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_COMPRESSION: compression,
          DATABASE_PASSWORD: secrets.environment,
        },
      });
      lines = running.lines;
      const headers = {
        authorization: `Bearer ${secrets.authorization}`,
        cookie: `session=${secrets.cookie}`,
        "x-api-key": secrets.apiKeyHeader,
        "x-functions-key": secrets.functionsKey,
        baggage: `user=${secrets.baggage}`,
      };
      const query = `page=1&token=${secrets.query}&code=${secrets.functionCode}`;
      const jwt = `eyJhbGciOiJIUzI1NiJ9.${secrets.jwtPayload}.${secrets.jwtSignature}`;
      const send = async (path: string, scenario: string): Promise<void> => {
        await order(
          `${running.url}${path}?${query}`,
          { scenario, secrets, calledUrl: called.url, card: secrets.body },
          headers,
        );
      };
      const message = (scenario: string): Promise<unknown> =>
        running.sendMessage({
          id: scenario,
          order: { scenario, secrets, calledUrl: called.url, card: secrets.queueBody },
          properties: { token: secrets.property, authorization: secrets.property },
          receiptHandle: secrets.receiptHandle,
        });
      try {
        await send(`/reset/${secrets.pathSegment}`, "careless");
        await send(`/files/${jwt}`, "careless-error");
        await message("careless");
        await message("careless-error");
        await send("/files/last", "careless");
      } finally {
        await running.stop();
      }
      failed = [...new Set([running.http, running.queue])].reduce((sum, { counts }) => sum + counts().errors, 0);
    });

    afterAll(() => Promise.all([capture.stop(), called.stop()]));

    test("no secret is in what was sent, and what was sent is telemetry", () => {
      const sent = Buffer.concat(capture.requests.map(({ bytes }) => bytes)).toString("latin1");
      for (const expected of [
        "careless-error",
        "signed in",
        "[REDACTED]",
        "exception.stacktrace",
        "faas.invocations",
        "/reset/[REDACTED]",
      ]) {
        expect(sent).toContain(expected);
      }
      expect(leaksIn(sent)).toEqual([]);
    });

    test("the backend got its own credentials, in the headers", () => {
      expect(capture.requests.length).toBeGreaterThan(6);
      const basic = `Basic ${Buffer.from(`ingest:${secrets.endpoint}`).toString("base64")}`;
      for (const { headers } of capture.requests) {
        expect([headers["x-ingest-key"], headers.authorization]).toEqual([secrets.exporterHeader, basic]);
      }
    });

    test("no secret is on stdout or stderr, beside what the platform itself says of a thrown error", () => {
      const ours = lines.filter((_, index) => !isOfThePlatform(cloud, lines, index));
      expect([failed, lines.length - ours.length]).toEqual([2, 2]);
      const logged = ours.filter(({ text }) => text.startsWith("{"));
      expect(logged.map(({ text }) => JSON.parse(text).message)).toContain("upstream refused");
      expect(ours.some(({ text }) => text.startsWith("[otel debug]"))).toBe(true);
      expect(leaksIn(ours.map(({ text }) => text).join("\n"))).toEqual([]);
    });
  });
});

describe.each(clouds)("$platform: settings that cannot be used", (cloud) => {
  test.each(["https//user:%@collector:4318", "http://user:a/%@collector:4318", "http://user:%@collector:port"])(
    "endpoint %s is named, not shown",
    async (template) => {
      const capture = await startCapture(() => 200);
      const running = await cloud.start({
        env: {
          OTEL_LOG_LEVEL: "all",
          OTEL_EXPORTER_OTLP_ENDPOINT: template.replace("%", secrets.endpoint),
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://${capture.host}/v1/traces`,
          OTEL_LOGS_EXPORTER: "none",
          OTEL_METRICS_EXPORTER: "none",
          OTEL_EXPORTER_OTLP_HEADERS: `no-pair-${secrets.exporterHeader},%zz=${secrets.exporterHeader}`,
        },
      });
      await order(running.url, { scenario: "missing" });
      await running.stop();
      await capture.stop();
      expect(capture.requests.map(({ path }) => path)).toEqual(["/v1/traces"]);
      const said = running.lines.map(({ text }) => text).join("\n");
      expect(said).toContain("OTEL_EXPORTER_OTLP_ENDPOINT must be");
      expect(said).toContain("OTEL_EXPORTER_OTLP_HEADERS");
      expect(leaksIn(said)).toEqual([]);
    },
  );
});

/** Which secrets are in a text, by their places, with what stands around them. */
function leaksIn(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
    found.push(text.slice(Math.max(0, at - 60), at + 40));
  }
  return found;
}

const LAMBDA_ERROR = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[\da-f-]{36}\tERROR\tInvoke Error \t\{"errorType":"Error",/;
const HOST_ERROR = /^Executed 'Functions\.\w+' \(Failed, Id=[\da-f-]{36}\)$/;

/** The line in which the platform's own runtime, framework or host repeats the message of what was thrown. */
function isOfThePlatform(cloud: Cloud, lines: readonly OutputLine[], index: number): boolean {
  const { stream, text } = lines[index] ?? { stream: "stdout", text: "" };
  if (cloud.platform === "aws_lambda") return stream === "stdout" && LAMBDA_ERROR.test(text);
  const isStack =
    stream === "stderr" &&
    text === `Error: no account ${secrets.message}` &&
    /^ {4}at act \(/.test(lines[index + 1]?.text ?? "");
  if (cloud.platform === "gcp_cloud_functions") return isStack;
  return isStack && HOST_ERROR.test(lines[index - 1]?.text ?? "");
}
