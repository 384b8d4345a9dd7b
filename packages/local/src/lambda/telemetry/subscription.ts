/** The kinds of telemetry that can be subscribed to. */
export type TelemetryKind = "platform" | "function" | "extension";

/** What an extension asked for, with the defaults of what it left out. */
export interface Subscription {
  readonly types: readonly TelemetryKind[];
  /** Whether a log record that is a JSON object arrives as one: from schema 2022-12-13 on. */
  readonly structured: boolean;
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMillis: number;
  /** The extension's listener: HTTP at a path, or bare TCP. */
  readonly destination: { readonly port: number; readonly path?: string };
}

type Fields = Readonly<Record<string, unknown>>;

const VERSIONS: readonly unknown[] = ["2022-07-01", "2022-12-13", "2025-01-29"];
const KINDS: readonly unknown[] = ["platform", "function", "extension"];
/** The name by which the platform reaches the sandbox from inside. */
const HOST = "sandbox.localdomain";
const MAX_PORT = 65_535;

/** An error that tells the extension what is wrong with its request. */
export class SubscriptionError extends Error {
  override readonly name = "SubscriptionError";
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readNumber(
  buffering: Fields,
  name: string,
  [least, most, fallback]: readonly [number, number, number],
): number {
  const value = buffering[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SubscriptionError(`buffering.${name} has to be from ${least} to ${most}`);
}

function readDestination(value: unknown): Subscription["destination"] {
  if (!isFields(value)) throw new SubscriptionError("destination is missing");
  const { protocol, URI: uri, port } = value;
  if (protocol === "TCP") {
    if (typeof port === "number" && Number.isInteger(port) && port > 0 && port <= MAX_PORT) return { port };
    throw new SubscriptionError("destination.port is no port");
  }
  const url = protocol === "HTTP" && typeof uri === "string" ? URL.parse(uri) : null;
  if (url?.protocol !== "http:" || url.hostname !== HOST || url.port === "") {
    throw new SubscriptionError(`destination has to be HTTP at http://${HOST}:PORT, or TCP at a port`);
  }
  return { port: Number(url.port), path: url.pathname + url.search };
}

/**
 * Reads the body of a subscription.
 *
 * @throws SubscriptionError where the Telemetry API would refuse it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
export function readSubscription(body: string): Subscription {
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    throw new SubscriptionError("the body is no JSON");
  }
  if (!isFields(fields)) throw new SubscriptionError("the body is no object");
  const { schemaVersion, types, buffering = {}, destination } = fields;
  if (!VERSIONS.includes(schemaVersion)) throw new SubscriptionError("schemaVersion is not known");
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => KINDS.includes(type))) {
    throw new SubscriptionError("types has to be of platform, function and extension");
  }
  if (!isFields(buffering)) throw new SubscriptionError("buffering is no object");
  return {
    types,
    structured: schemaVersion !== VERSIONS[0],
    maxItems: readNumber(buffering, "maxItems", [1000, 10_000, 1000]),
    maxBytes: readNumber(buffering, "maxBytes", [262_144, 1_048_576, 262_144]),
    timeoutMillis: readNumber(buffering, "timeoutMs", [25, 30_000, 10_000]),
    destination: readDestination(destination),
  };
}
