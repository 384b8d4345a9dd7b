import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { Agent, fetch as fetchByPackage, request } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Adapter } from "../src/index.ts";
import { answer, pem, record, serve } from "./outgoing-support.ts";
import { resetProcess } from "./support.ts";

beforeEach(resetProcess);
afterEach(resetProcess);

describe("undici as a package", () => {
  it("has a span for a call by request and one by fetch, and sends the context once", async () => {
    const { url, headers } = await serve(answer);
    const { calls } = await record(
      async () => {
        await (await request(`${url}/a`)).body.text();
        await (await fetchByPackage(`${url}/b`)).text();
      },
      { options: { propagateTo: [url] } },
    );
    expect(calls.map(({ attributes }) => attributes["url.full"])).toEqual([`${url}/a`, `${url}/b`]);
    expect(headers.map(({ traceparent }) => traceparent)).toEqual(
      calls.map((call) => `00-${call.spanContext().traceId}-${call.spanContext().spanId}-01`),
    );
  });

  it("over HTTP/2 has one span, although it speaks it by Node's module, and the context is sent", async () => {
    const contexts: unknown[] = [];
    const server = createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, (incoming, response) => {
      contexts.push([incoming.httpVersion, incoming.headers.traceparent]);
      response.end("answer");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dispatcher = new Agent({ allowH2: true, connect: { ca: pem } });
    const { calls, result } = await record(async () => (await request(url, { dispatcher })).body.text(), {
      options: { propagateTo: [url] },
    });
    await dispatcher.close();
    server.close();
    expect(result).toBe("answer");
    expect(calls.map(({ name }) => name)).toEqual(["GET"]);
    expect(contexts).toEqual([["2.0", `00-${calls[0]?.spanContext().traceId}-${calls[0]?.spanContext().spanId}-01`]]);
  });

  it.each([
    ["a buffer", () => "names"],
    ["a stream", () => new Blob(["names"]).stream()],
  ])("shows the start of a body that is %s", async (_, body) => {
    const { url } = await serve(answer);
    const describeCall: Adapter<readonly unknown[], unknown>["describeCall"] = () => ({
      name: "before",
      attributes: {},
      readBody: (start) => ({ name: `after ${start}`, attributes: {} }),
    });
    const { calls } = await record(
      async () => (await request(url, { method: "POST", body: body() as never })).body.text(),
      { adapter: { describeCall } },
    );
    expect(calls.map(({ name }) => name)).toEqual(["after names"]);
  });
});
