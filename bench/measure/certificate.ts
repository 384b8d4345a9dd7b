import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A server's own certificate, signed by itself. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Where the certificate is, for those who are to trust it. */
  readonly file: string;
}

/**
 * Makes a certificate for loopback, once for each folder.
 *
 * @throws Error where there is no openssl
 */
export function makeCertificate(folder: string): Certificate {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "backend-certificate.pem");
  const keyFile = join(folder, "backend-key.pem");
  if (!existsSync(file)) {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
    execFileSync("openssl", ["req", "-x509", "-days", "3650", ...key, "-out", file, ...subject], { stdio: "ignore" });
  }
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(file, "utf8"), file };
}
