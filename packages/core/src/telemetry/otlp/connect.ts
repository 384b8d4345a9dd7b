import type { Socket } from "node:net";
import { builtin } from "../../builtin.ts";
import type { OtlpTarget } from "../../config/otlp.ts";
import { readTlsFiles } from "./tls-files.ts";

/** Opens connections to the host of one URL; a later one resumes the TLS session of one before. */
export function createConnector(url: URL, target: Pick<OtlpTarget, "tlsFiles">): () => Socket {
  // An IPv6 address is written in brackets in a URL alone.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol !== "https:") {
    const { connect } = builtin("node:net");
    return () => connect({ host, port: Number(url.port || 80), noDelay: true });
  }
  const { connect } = builtin("node:tls");
  const isAddress = /^[\d.]+$|:/.test(host);
  const options = {
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ["http/1.1"],
    ...(!isAddress && { servername: host }),
    ...readTlsFiles(target),
  };
  let session: Buffer | undefined;
  return () => {
    const socket = connect({ ...options, ...(session !== undefined && { session }) });
    socket.setNoDelay(true);
    socket.on("session", (latest: Buffer) => {
      session = latest;
    });
    return socket;
  };
}
