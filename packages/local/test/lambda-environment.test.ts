import { dirname } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { fixture, NODE_MAJOR, OVER_RIC, start, until } from "./lambda-support.ts";

interface Inspected {
  readonly env: Record<string, string>;
  readonly context: Record<string, unknown>;
  readonly contextKeys: string[];
  readonly argv: string[];
  readonly remainingMillis: number;
  readonly cwd: string;
}

describe("what the function sees of AWS Lambda", () => {
  afterEach(() => {
    delete process.env.ISOBAR_LOCAL_TEST_SECRET;
  });

  test("its environment: the platform's variables and the given ones, nothing of this process", async () => {
    process.env.ISOBAR_LOCAL_TEST_SECRET = "not for functions";
    const platform = await start("functions.mjs", {
      target: "inspect",
      name: "orders",
      memoryMegabytes: 256,
      env: { STAGE: "test" },
    });
    const { env, cwd } = (await platform.invoke({})).result as Inspected;
    const taskRoot = dirname(fixture("functions.mjs"));
    expect(env).toMatchObject({
      STAGE: "test",
      _HANDLER: "functions.inspect",
      LAMBDA_TASK_ROOT: taskRoot,
      AWS_LAMBDA_FUNCTION_NAME: "orders",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/orders",
      AWS_LAMBDA_LOG_STREAM_NAME: platform.instances()[0]?.id,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${NODE_MAJOR}.x`,
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect(cwd).toBe(taskRoot);
    expect(Object.keys(env).filter((name) => /SECRET|ACCESS_KEY|SESSION_TOKEN|VITEST/.test(name))).toEqual([]);
  });

  test("its context, with the time that is left", async () => {
    const platform = await start("functions.mjs", { target: "inspect", name: "orders", timeoutMillis: 20_000 });
    const { result, invocationId } = await platform.invoke({});
    const { context, contextKeys, remainingMillis, env } = result as Inspected;
    expect(contextKeys).toEqual(
      [
        ...["awsRequestId", "clientContext", "functionName", "functionVersion", "getRemainingTimeInMillis", "identity"],
        ...["invokedFunctionArn", "logGroupName", "logStreamName", "memoryLimitInMB", "tenantId"],
        ...(NODE_MAJOR === 22 ? ["callbackWaitsForEmptyEventLoop", "done", "fail", "succeed"] : ["xRayTraceId"]),
      ].sort(),
    );
    expect(context).toMatchObject({
      awsRequestId: invocationId,
      functionName: "orders",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:orders",
      memoryLimitInMB: "1024",
      logGroupName: "/aws/lambda/orders",
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    });
    expect(remainingMillis).toBeGreaterThan(0);
    expect(remainingMillis).toBeLessThanOrEqual(20_000);
  });

  test("its runtime: the one that was asked for", async () => {
    const platform = await start("functions.mjs", { target: "inspect" });
    const { argv } = (await platform.invoke({})).result as Inspected;
    expect(argv.join(" ").includes("/aws-lambda-ric/")).toBe(OVER_RIC);
  });

  test("the caller's trace root goes on, under a new parent", async () => {
    const platform = await start("functions.mjs", { target: "inspect" });
    const root = "Root=1-67891233-abcdef012345678912345678";
    const response = await fetch(platform.url, { headers: { "x-amzn-trace-id": `${root};Sampled=1` } });
    const { env } = (await response.json()) as Inspected;
    expect(env._X_AMZN_TRACE_ID).toMatch(new RegExp(`^${root};Parent=[0-9a-f]{16};Sampled=0$`));
  });

  test("its console: one line per call, as text or JSON", async () => {
    const text = await start("functions.mjs", { target: "speak" });
    const { invocationId } = await text.invoke({});
    await until(() => text.lines.length === 2);
    expect(text.lines).toContain("raw");
    const line = text.lines.find((candidate) => candidate !== "raw");
    expect(line).toMatch(new RegExp(`^\\d{4}-\\S+Z\\t${invocationId}\\tINFO\\ttwo\\rlines \\{ a: 1 \\}$`));

    const json = await start("functions.mjs", { target: "speak", env: { AWS_LAMBDA_LOG_FORMAT: "JSON" } });
    const second = await json.invoke({});
    await until(() => json.lines.length === 2);
    const record = JSON.parse(json.lines.find((candidate) => candidate !== "raw") ?? "");
    expect(record).toMatchObject({ level: "INFO", requestId: second.invocationId, message: "two\nlines { a: 1 }" });

    const quiet = await start("functions.mjs", { target: "speak", env: { AWS_LAMBDA_LOG_LEVEL: "ERROR" } });
    await quiet.invoke({});
    await until(() => quiet.lines.length > 0);
    expect(quiet.lines).toEqual(["raw"]);
  });
});
