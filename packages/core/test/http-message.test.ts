import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { readOtlpTarget } from "../src/config/otlp.ts";
import { createRequest, createRequestHead, readHttpAnswer } from "../src/telemetry/otlp/http-message.ts";
import { createHttpTransport } from "../src/telemetry/otlp/http-transport.ts";
import { collectDiagnostics, resetProcess } from "./support.ts";

afterEach(resetProcess);

const bodies = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

/** An answer as servers write it, and where its body ends by itself. */
function write(body: Buffer, framing: "length" | "chunks" | "close", sizes: readonly number[], before: string): Buffer {
  const head = `${before}HTTP/1.1 200 OK\r\nDate: now\r\nX-Empty:\r\n`;
  if (framing === "close") return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
  if (framing === "length") return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
  const parts: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: Chunked\r\n\r\n`)];
  for (let at = 0, index = 0; at < body.length; index += 1) {
    const chunk = body.subarray(at, at + (sizes[index % sizes.length] ?? 1));
    parts.push(Buffer.from(`${chunk.length.toString(16).toUpperCase()};ext=1\r\n`), chunk, Buffer.from("\r\n"));
    at += chunk.length;
  }
  parts.push(Buffer.from("0\r\nX-Trailer: 1\r\n\r\n"));
  return Buffer.concat(parts);
}

describe("an answer", () => {
  const befores = fc.constantFrom("", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");

  it("is whole with its last byte, and not before, however its body is framed", () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom("length", "chunks"), chunkSizes, befores, (body, framing, sizes, before) => {
        const bytes = write(body, framing, sizes, before);
        for (let length = 0; length < bytes.length; length += 1) {
          expect(readHttpAnswer(bytes.subarray(0, length))?.isWhole ?? false).toBe(false);
        }
        expect(readHttpAnswer(bytes)).toMatchObject({ status: 200, body, isWhole: true, keepsAlive: true });
      }),
      { numRuns: 60 },
    );
  });

  it("that ends with its connection has what came of it, and is never whole", () => {
    fc.assert(
      fc.property(bodies, befores, (body, before) => {
        const answer = readHttpAnswer(write(body, "close", [], before));
        expect(answer).toMatchObject({ status: 200, body, isWhole: false, keepsAlive: false });
      }),
    );
  });

  it("of bytes of any kind is one, none yet, or refused", () => {
    const heads = fc.constantFrom(
      "",
      "HTTP/1.1 ",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
      "HTTP/1.1 204\r\n",
    );
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 300 }), (head, bytes) => {
        try {
          readHttpAnswer(Buffer.concat([Buffer.from(head), bytes]));
        } catch (error) {
          expect((error as Error).message).toBe("invalid answer");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["HTTP/1.1 204 No Content\r\n\r\n", true],
    ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", true],
    ["HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false],
    // An answer to nothing: the next request would get it.
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 408 Request Timeout\r\n", false],
  ])("says whether its connection goes on: %j", (text, keepsAlive) => {
    expect(readHttpAnswer(Buffer.from(text))).toMatchObject({ isWhole: true, keepsAlive });
  });

  it.each(["SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/2 200\r\n\r\n"])(
    "is refused where it is none: %j",
    (text) => {
      expect(() => readHttpAnswer(Buffer.from(text))).toThrow("invalid answer");
    },
  );
});

describe("a request", () => {
  it("is what Node's own server reads", async () => {
    const seen: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      seen.push(request);
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://us%20er:p%40ss@127.0.0.1:${port}/base`;
    const target = readOtlpTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, "traces", () => {});
    const headers = { "X-Key": "ü", "Content-Length": "7", connection: "upgrade" };
    const answer = await createHttpTransport(target).post(Buffer.from("body"), headers);
    server.close();
    expect(answer).toMatchObject({ kind: "answered", status: 200 });
    expect(seen).toMatchObject([
      {
        method: "POST",
        url: "/base/v1/traces",
        headers: {
          host: `127.0.0.1:${port}`,
          "content-length": "4",
          "x-key": "ü",
          authorization: `Basic ${Buffer.from("us er:p@ss").toString("base64")}`,
        },
      },
    ]);
    expect(seen[0]?.headers).not.toHaveProperty("connection", "upgrade");
  });

  it("has no header that would be more than one, which is said by its name", () => {
    const messages = collectDiagnostics();
    const head = createRequestHead(new URL("http://backend.test/v1/logs"), { key: "a\r\nx: y", "b c": "d", ok: "yes" });
    expect(createRequest(head, Buffer.from("x")).toString()).toBe(
      "POST /v1/logs HTTP/1.1\r\nhost: backend.test\r\nok: yes\r\ncontent-length: 1\r\n\r\nx",
    );
    expect(messages.join("\n")).toContain('the header "key" cannot be sent');
    expect(messages.join("\n")).toContain('the header "b c" cannot be sent');
    expect(messages.join("\n")).not.toContain("x: y");
  });
});
