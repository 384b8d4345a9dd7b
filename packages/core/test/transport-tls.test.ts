import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { readOtlpTarget } from "../src/config/otlp.ts";
import { createHttpTransport } from "../src/telemetry/otlp/http-transport.ts";
import { resetProcess } from "./support.ts";

/** A certificate for this machine alone, and its key, which everybody knows. */
const CERTIFICATE = fileURLToPath(new URL("./fixtures/localhost.pem", import.meta.url));

const servers: { close(): unknown }[] = [];
afterEach(() => {
  resetProcess();
  for (const server of servers.splice(0)) server.close();
});

async function serve() {
  const sockets: TLSSocket[] = [];
  const pem = readFileSync(CERTIFICATE);
  const server = createServer({ cert: pem, key: pem }, (_request, answer) => answer.end());
  server.on("secureConnection", (socket) => sockets.push(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return { sockets, port: (server.address() as AddressInfo).port };
}

function createTransport(endpoint: string, env: Record<string, string>) {
  return createHttpTransport(readOtlpTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env }, "logs", () => {}));
}

const TRUSTS = { OTEL_EXPORTER_OTLP_CERTIFICATE: CERTIFICATE };
const BODY = Buffer.from("telemetry");

describe("a backend behind TLS", () => {
  it("is asked for by its name, over a connection that is kept", async () => {
    const { port, sockets } = await serve();
    const transport = createTransport(`https://localhost:${port}`, TRUSTS);
    for (let count = 0; count < 3; count += 1) {
      expect(await transport.post(BODY, {})).toMatchObject({ kind: "answered", status: 200 });
    }
    expect(sockets.map(({ servername, alpnProtocol }) => [servername, alpnProtocol])).toEqual([
      ["localhost", "http/1.1"],
    ]);
  });

  it("need not prove who it is again when its connection is renewed", async () => {
    const { port, sockets } = await serve();
    const transport = createTransport(`https://127.0.0.1:${port}`, TRUSTS);
    await transport.post(BODY, {});
    sockets[0]?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await transport.post(BODY, {})).toMatchObject({ status: 200 });
    expect(sockets.map((socket) => socket.isSessionReused() === true)).toEqual([false, true]);
  });

  it("gets nothing where nobody vouches for it", async () => {
    const { port } = await serve();
    const answer = await createTransport(`https://127.0.0.1:${port}`, {}).post(BODY, {});
    expect(answer).toEqual({ kind: "undelivered", error: "DEPTH_ZERO_SELF_SIGNED_CERT", wasReused: false });
  });

  it("gets nothing where the certificate that is to be trusted is none", async () => {
    const { port } = await serve();
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: fileURLToPath(import.meta.url) };
    const answer = await createTransport(`https://127.0.0.1:${port}`, env).post(BODY, {});
    expect(answer).toMatchObject({ kind: "undelivered" });
  });
});
