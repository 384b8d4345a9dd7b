import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Application,
  createApplication,
  type Format,
  nodes,
  type Run,
  type RunOptions,
  toCommonJs,
} from "./support.ts";

type Order = "before" | "after";

const OURS = ["@isobar/core", "@isobar/aws-lambda"];
const formats: readonly Format[] = ["esm", "cjs"];
const cases = formats.flatMap((format) => (["before", "after"] as const).map((order) => ({ format, order })));

/** An entry file that loads the application's own tracing before or after our package. */
async function writeEntry(app: Application, provider: string, format: Format, order: Order): Promise<string> {
  const imports = [`import { collected } from "./${provider}.mjs";`, 'import { handler } from "./handler.mjs";'];
  if (order === "after") imports.reverse();
  const text = [...imports, 'import { report } from "./report.mjs";', "report(handler, collected);"].join("\n");
  const file = `${provider}-${order}.${format === "esm" ? "mjs" : "cjs"}`;
  app.write(file, format === "esm" ? text : await toCommonJs(text));
  return file;
}

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());
afterEach(() => receiver.clear());

async function invoke(
  app: Application,
  provider: string,
  format: Format,
  order: Order,
  { node, args }: RunOptions = {},
): Promise<Run> {
  return app.run(await writeEntry(app, provider, format, order), {
    ...(node && { node }),
    ...(args && { args }),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
}

function expectCleanInstall(app: Application): void {
  expect(app.npmOutput).not.toMatch(/ERESOLVE|peer|conflict|deprecated|vulnerabilit/i);
}

/** The handler's answer is its own, and nothing was said that the user did not ask for. */
function expectUntouched({ message, stderr }: Run): void {
  expect(message.result).toEqual({ statusCode: 200, body: "request-1" });
  expect(stderr).toBe("");
}

interface SpanLike {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** One trace of two spans: the invocation, and below it the one that the handler made. */
function expectOneTrace(spans: readonly SpanLike[]): string {
  expect(spans.map(({ name }) => name).toSorted()).toEqual(["GET /orders/{id}", "child"]);
  const child = spans.find(({ name }) => name === "child");
  const root = spans.find(({ name }) => name !== "child");
  expect(child).toMatchObject({ traceId: root?.traceId, parentSpanId: root?.spanId });
  expect(root?.parentSpanId).toBeUndefined();
  return root?.traceId ?? "";
}

/** The log line that the handler wrote is in the same trace, on stdout and at the backend. */
function expectLogsIn(traceId: string, { stdout }: Run): void {
  expect(JSON.parse(stdout)).toMatchObject({ message: "in the child", trace_id: traceId });
  expect(receiver.logRecords).toMatchObject([{ body: "in the child", traceId }]);
}

describe("an application with nothing else installed", () => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS);
  });

  test("installs without a word of conflicts", () => expectCleanInstall(app));

  for (const node of nodes) {
    test.for(formats)(
      `sends one trace, its log line and the metrics of an invocation (%s, ${node.name})`,
      async (format) => {
        const run = await invoke(app, "bare", format, "before", { node });
        expectUntouched(run);
        expect(run.message.loadsUndici).toBe(false);
        expectLogsIn(expectOneTrace(receiver.spans), run);
        expect(receiver.metrics.map(({ name }) => name)).toEqual(
          expect.arrayContaining(["faas.invocations", "faas.invoke_duration", "faas.coldstarts"]),
        );
      },
    );
  }
});

describe("an application with @opentelemetry/api 1.9 and no SDK", () => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS, { before: ["@opentelemetry/api@1.9.1"] });
  });

  test("installs without a word of conflicts", () => expectCleanInstall(app));

  for (const node of nodes) {
    test.for(formats)(`gets the built-in SDK, which works with the older API (%s, ${node.name})`, async (format) => {
      const run = await invoke(app, "bare", format, "before", { node });
      expectUntouched(run);
      expect(run.message.loadsUndici).toBe(false);
      expectLogsIn(expectOneTrace(receiver.spans), run);
      expect(receiver.metrics.map(({ name }) => name)).toContain("faas.invocations");
    });
  }
});

describe.each([
  {
    title: "an application with API 1.9 and SDK 2",
    provider: "sdk-2",
    packages: [
      "@opentelemetry/api@1.9.1",
      "@opentelemetry/sdk-trace-base@2.12",
      "@opentelemetry/context-async-hooks@2",
    ],
  },
  {
    title: "an application with API 1.10 and SDK 3",
    provider: "sdk-3",
    packages: ["@opentelemetry/api@1.10", "@opentelemetry/sdk-trace@3.1", "@opentelemetry/context-async-hooks@3.1"],
  },
])("$title", ({ provider, packages }) => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS, { before: packages });
  });

  test("installs without a word of conflicts", () => expectCleanInstall(app));

  test.for(cases)("keeps its provider, registered $order our import ($format)", async ({ format, order }) => {
    const run = await invoke(app, provider, format, order);
    expectUntouched(run);
    const { spans = [], calls } = run.message;
    expectLogsIn(expectOneTrace(spans), run);
    expect(calls).toEqual(["forceFlush"]);
    expect(receiver.spans).toEqual([]);
    expect(receiver.metrics.map(({ name }) => name)).toContain("faas.invocations");
  });

  test.for(formats)("answers although its provider never finishes to flush (%s)", async (format) => {
    const run = await invoke(app, provider, format, "before", { args: ["--flush-hangs"] });
    expectUntouched(run);
    expectOneTrace(run.message.spans ?? []);
    expect(run.message.calls).toEqual(["forceFlush"]);
  });
});

describe("an application with Sentry", () => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS, { before: ["@sentry/node@10"] });
  });

  test("installs without a word of conflicts", () => expectCleanInstall(app));

  test.for(cases)(
    "has the invocation and the handler's span in one transaction, with Sentry.init $order our import ($format)",
    async ({ format, order }) => {
      const run = await invoke(app, "sentry", format, order);
      expectUntouched(run);
      expectLogsIn(expectOneTrace(run.message.spans ?? []), run);
      expect(receiver.spans).toEqual([]);
    },
  );
});

describe("an application that gets Sentry after us", () => {
  let app: Application;
  beforeAll(async () => {
    app = await createApplication(OURS);
  });

  test("installs it without a word of conflicts, and has one trace", async () => {
    const npmOutput = await app.execute("npm", ["install", "@sentry/node@10"]);
    expect(npmOutput).not.toMatch(/ERESOLVE|peer|conflict/i);
    const run = await invoke(app, "sentry", "esm", "before");
    expectUntouched(run);
    expectOneTrace(run.message.spans ?? []);
  });
});
