import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stopCoverage, takeCoverage } from "node:v8";

/** `address` answers to what an instance asks of its platform, and takes telemetry. */
export const [dist, format, address] = process.argv.slice(2);

process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://${address}`;

/** Loads a built file of the package. */
export function load(name) {
  return format === "cjs"
    ? createRequire(import.meta.url)(join(dist, `${name}.cjs`))
    : import(pathToFileURL(join(dist, `${name}.js`)).href);
}

/** The response is out: what is called behind it delays nobody. */
export function end() {
  takeCoverage();
  stopCoverage();
  process.exit(0);
}

/** The headers of a request that is part of a trace. */
export const headers = {
  host: "example.com",
  "user-agent": "start",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
