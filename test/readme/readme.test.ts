import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLambda } from "@isobar/local";
import { startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksIn, readBlocks, readMarker } from "./markdown.ts";
import { createPlaces, type Followed, type Places, page, runInRepository } from "./places.ts";
import { compareOutput } from "./sample-output.ts";
import { countOf, readTelemetry, type Telemetry } from "./telemetry.ts";

const readme = page("README.md");
const CLOUDS = [
  { place: "aws", platform: "aws_lambda", services: ["orders", "shipping"], route: undefined },
  { place: "gcp", platform: "gcp_cloud_functions", services: ["orders", "shipping"], route: undefined },
  { place: "azure", platform: "azure.functions", services: ["shop", "shop"], route: "/api/orders/{id}" },
] as const;

test("every block of the README is run in one of the known places", () => {
  const known = new Set<string>(["repository", ...CLOUDS.map(({ place }) => place)]);
  const blocks = readBlocks(readFileSync(readme, "utf8"));
  const untested = blocks
    .filter((block) => !known.has(readMarker(block)?.place ?? ""))
    .map(({ line, comment }) => `line ${line}: ${comment ?? "no comment before the block"}`);
  expect(untested).toEqual([]);
  expect(blocks.length).toBeGreaterThan(15);
});

describe("a block", () => {
  test("without a comment, or with one that says nothing known, has no marker", () => {
    const text =
      "```js\n1\n```\n\n<!-- file: a.js -->\n\n```js\n2\n```\n\n<!-- run, in: aws -->\nText.\n\n```sh\n3\n```\n";
    expect(readBlocks(text).map(({ code, line }) => [code, line])).toEqual([
      ["1\n", 1],
      ["2\n", 7],
      ["3\n", 14],
    ]);
    expect(readBlocks(text).map(readMarker)).toEqual([undefined, undefined, undefined]);
  });

  test("has the marker of the comment right before it", () => {
    const text = "<!-- file: a.mjs, in: aws -->\n\n```js\n1\n```\n<!-- run, in: gcp -->\n```sh\n2\n```\n";
    expect(readBlocks(text).map(readMarker)).toEqual([
      { kind: "file", name: "a.mjs", place: "aws" },
      { kind: "run", place: "gcp" },
    ]);
  });
});

/** A number with its interval, or what there is too little of; and what that shows of a difference. */
const ESTIMATE = /[\d.]+ \[[^\]]*\]|n too small|few instances/g;
const SHOWN = /(slower|faster|no difference shown)$/;

describe("in a clone", () => {
  const blocks = blocksIn(readme, "repository");

  test("the commands are those that are tested here", () => {
    const commands = blocks.filter(({ marker }) => marker.kind === "run").map(({ code }) => code);
    expect(commands).toEqual(["npm run demo\n", "npm run pack\n"]);
  });

  test("the demo prints what the README shows", async () => {
    const output = mkdtempSync(join(tmpdir(), "isobar-demo-"));
    const stdout = await runInRepository("npm run demo", ["--output", output, "--requests", "60"]);
    rmSync(output, { recursive: true });
    const sample = blocks.find(({ marker }) => marker.kind === "output")?.code ?? "";
    expect(sample).not.toBe("");
    // Another number of requests than in the sample, so other figures, and what they show; but nothing is lost in either.
    const simplify = (line: string): string =>
      line.startsWith("lost") ? line : line.replaceAll(ESTIMATE, "~").replace(SHOWN, "").replaceAll(/\d+/g, "0");
    const here = stdout.replaceAll(output, "isobar-runs");
    expect(compareOutput(sample, here, simplify).missing).toEqual([]);
  });
});

describe("a new project on", () => {
  let places: Places;
  beforeAll(async () => {
    places = await createPlaces();
  });
  afterAll(() => places.remove());

  describe.each(CLOUDS)("$platform", ({ place, platform, services, route }) => {
    let followed: Followed;
    let telemetry: Telemetry;
    beforeAll(async () => {
      followed = await places.follow(place, blocksIn(readme, place));
      telemetry = await readTelemetry(places.directory(place));
    });

    test("prints what the README shows", () => {
      expect(followed.sample).toBeDefined();
      expect(compareOutput(followed.sample ?? "", followed.stdout)).toEqual({ missing: [], unexpected: [] });
    });

    test("sends a span of each invocation", () => {
      const { spans } = telemetry;
      expect(spans.map(({ kind }) => kind).toSorted()).toEqual(["consumer", "internal", "server"]);
      const server = spans.find(({ kind }) => kind === "server");
      expect(server?.attributes).toMatchObject({
        "faas.trigger": "http",
        "http.request.method": "GET",
        "http.response.status_code": 200,
      });
      expect(server?.attributes["http.route"]).toBe(route);
      const consumer = spans.find(({ kind }) => kind === "consumer");
      expect(consumer?.attributes).toMatchObject({ "faas.trigger": "pubsub", "messaging.destination.name": "orders" });
      expect([server, consumer].map((span) => span?.resource.attributes["service.name"])).toEqual(services);
      for (const { resource } of spans) expect(resource.attributes["cloud.platform"]).toBe(platform);
    });

    test("sends the log lines, each with the span in which it was written", () => {
      const find = (kind: string) => telemetry.spans.find((span) => span.kind === kind);
      const bodies = telemetry.logRecords.map(({ body }) => body);
      expect(bodies.toSorted()).toEqual(["order requested", "order shipped"]);
      for (const { body, traceId, spanId, attributes } of telemetry.logRecords) {
        const span = find(body === "order requested" ? "server" : "internal");
        expect({ traceId, spanId }).toEqual({ traceId: span?.traceId, spanId: span?.spanId });
        expect(attributes.orderId).toBe("7");
      }
      expect(find("internal")?.parentSpanId).toBe(find("consumer")?.spanId);
    });

    test("sends the metrics of each invocation", () => {
      expect(countOf(telemetry, "faas.invocations", "http")).toBe(1);
      expect(countOf(telemetry, "faas.invocations", "pubsub")).toBe(1);
      expect(countOf(telemetry, "faas.errors", "http") + countOf(telemetry, "faas.errors", "pubsub")).toBe(0);
      const names = new Set(telemetry.metrics.map(({ name }) => name));
      expect([...names]).toEqual(expect.arrayContaining(["faas.invoke_duration", "faas.coldstarts", "faas.mem_usage"]));
    });
  });

  test("the handler at the top of the README sends a span, a log record and metrics", async () => {
    const receiver = await startReceiver();
    const lambda = await startLambda({
      file: join(places.directory("aws"), "hello.mjs"),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    const response = await fetch(`${lambda.url}/hello`);
    expect([response.status, await response.text()]).toEqual([200, "ok"]);
    await lambda.stop();
    await receiver.stop();
    expect(receiver.spans).toMatchObject([{ kind: "server", attributes: { "url.path": "/hello" } }]);
    expect(receiver.logRecords).toMatchObject([{ body: "called", traceId: receiver.spans[0]?.traceId }]);
    expect(countOf(receiver, "faas.invocations", "http")).toBe(1);
  });

  test("the function test of docs/local.md passes", async () => {
    const { stdout } = await places.follow("aws", blocksIn(page("docs/local.md"), "aws"));
    expect(stdout).toMatch(/pass 3\b/);
    expect(stdout).toMatch(/fail 0\b/);
  });

  test("the bundles of docs/bundling.md run", async () => {
    await places.follow("aws", blocksIn(page("docs/bundling.md"), "aws"));
    for (const file of ["esm/index.mjs", "cjs/index.cjs"]) {
      const receiver = await startReceiver();
      const lambda = await startLambda({
        file: join(places.directory("aws"), file),
        target: "http",
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
      });
      const response = await fetch(`${lambda.url}/orders/9`);
      expect([file, response.status, await response.text()]).toEqual([file, 200, '{"id":"9"}']);
      await lambda.stop();
      await receiver.stop();
      expect(receiver.spans).toMatchObject([{ kind: "server" }]);
      expect(receiver.logRecords).toMatchObject([{ body: "order requested" }]);
    }
  });
});
