import { diag } from "@opentelemetry/api";
import { builtin } from "../../builtin.ts";
import type { OtlpTarget } from "../../config/otlp.ts";

/** What `node:tls` wants of a backend's own certificate, and of ours where the backend asks for one. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Reads the PEM files that the environment names. One that cannot be read is warned of, and left out. */
export function readTlsFiles({ tlsFiles }: Pick<OtlpTarget, "tlsFiles">): TlsFiles {
  const read: Record<string, Buffer> = {};
  for (const [part, { path, variable }] of Object.entries(tlsFiles)) {
    try {
      read[part] = builtin("node:fs").readFileSync(path);
    } catch (error) {
      const { code = "unknown error" } = error as NodeJS.ErrnoException;
      diag.warn(`isobar: the file that ${variable} names cannot be read (${code}); it is ignored`);
    }
  }
  return read;
}
