import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { NODE_22 } from "./lambda-support.ts";
import { atEnd, fixture, type Got, google, request } from "./platform-support.ts";

/** The framework alone, as anybody starts it by its command. */
async function startBareFramework(): Promise<string> {
  const framework = createRequire(import.meta.url).resolve("@google-cloud/functions-framework");
  const port = 33_000 + Math.floor(Math.random() * 10_000);
  const source = fixture("google-http.cjs");
  const child = spawn(process.execPath, [join(dirname(framework), "main.js"), "--target=handler"], {
    env: { PORT: String(port), FUNCTION_SOURCE: source },
    stdio: ["ignore", "pipe", "inherit"],
  });
  atEnd(async () => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  return `http://127.0.0.1:${port}`;
}

function comparable({ status, headers, text }: Got) {
  const fields = [...headers].filter(([name]) => !["date", "connection", "keep-alive"].includes(name));
  return { status, text, headers: fields };
}

describe("an HTTP function on Google", () => {
  test("answers as it does in the framework alone: success, throw, rejection, returned 500, unknown path", async () => {
    const platform = await google("google-http.cjs");
    const bare = await startBareFramework();
    for (const path of ["/ok?a=1&a=2", "/throw", "/reject", "/returned-500", "/nowhere", "/favicon.ico"]) {
      expect(comparable(await platform.get(path)), path).toEqual(comparable(await request(bare + path)));
    }
  });

  test("is counted: handler entries, and of the failures only what was thrown", async () => {
    const platform = await google("google-http.cjs");
    for (const path of ["/ok", "/throw", "/reject", "/returned-500", "/nowhere", "/favicon.ico", "/robots.txt"]) {
      await platform.get(path);
    }
    expect(platform.counts()).toMatchObject({ invocations: 5, errors: 2, timeouts: 0, coldStarts: 1 });
    expect(platform.counts().initMillis).toHaveLength(1);
    expect(platform.instances()).toMatchObject([{ invocations: 5 }]);
  });

  test("gets the body's bytes and the caller's headers, with those of the front end", async () => {
    const platform = await google("google-http.cjs");
    const body = Buffer.from([0, 255, 10]);
    const sent = await platform.get("/ok", {
      method: "POST",
      body,
      headers: { "content-type": "application/octet-stream" },
    });
    expect(JSON.parse(sent.text).body).toBe(body.toString("base64"));
    expect(sent.headers.getSetCookie()).toEqual(["a=1", "b=2"]);

    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const own = { traceparent, "x-forwarded-for": "203.0.113.9" };
    const seen = JSON.parse((await platform.get("/headers", { headers: own })).text);
    expect(seen).toMatchObject({
      host: new URL(platform.url).host,
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[\da-f]{16}-00$/),
      "x-cloud-trace-context": expect.stringMatching(/^0af7651916cd43dd8448eb211c80319c\/\d+;o=0$/),
      "x-forwarded-for": "203.0.113.9,127.0.0.1",
      "x-forwarded-proto": "http",
      "function-execution-id": expect.stringMatching(/^[\da-z]{12}$/),
    });
    const plain = JSON.parse((await platform.get("/headers")).text);
    expect(plain.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    expect(plain.traceparent).not.toContain("0af7651916cd43dd8448eb211c80319c");
  });

  test("has the environment of Cloud Run functions, and the user's own over it", async () => {
    const platform = await google("google-http.cjs", {
      name: "orders",
      timeoutMillis: 45_000,
      env: { OWN: "1", K_REVISION: "orders-00042-abc" },
    });
    const environment = JSON.parse((await platform.get("/environment")).text);
    expect(environment).toMatchObject({
      K_SERVICE: "orders",
      K_CONFIGURATION: "orders",
      K_REVISION: "orders-00042-abc",
      FUNCTION_TARGET: "handler",
      FUNCTION_SIGNATURE_TYPE: "http",
      GOOGLE_CLOUD_PROJECT: "local-project",
      CLOUD_RUN_TIMEOUT_SECONDS: "45",
      OWN: "1",
    });
    expect(environment).not.toHaveProperty("LOG_EXECUTION_ID");
  });

  test("runs on the Node that is asked for", async () => {
    const platform = await google("google-http.cjs", { node: NODE_22, nodeArguments: ["--no-warnings"] });
    expect((await platform.get("/version")).text).toMatch(/^v22\./);
  });

  test("that cannot be loaded answers 503 and shows why", async () => {
    const platform = await google("azure-broken.cjs");
    expect((await platform.get("/")).status).toBe(503);
    expect(platform.wrote("the app cannot be loaded")).toBe(true);
    expect(platform.counts()).toMatchObject({ invocations: 0, coldStarts: 0 });
  });
});
