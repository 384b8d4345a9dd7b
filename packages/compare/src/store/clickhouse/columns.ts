import {
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_ERROR_TYPE,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_MAX_MEMORY,
  ATTR_FAAS_NAME,
  ATTR_FAAS_TRIGGER,
  ATTR_FAAS_VERSION,
  ATTR_ISOBAR_WAITED_FOR_COLD_START,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
  ERROR_TYPE_TIMEOUT,
} from "@isobar/core/semconv";
import {
  COLD_NAMES,
  HTTP_STATUS_NAMES,
  INVOCATION_ID_NAMES,
  INVOCATION_MARKS,
  LEAST_MEMORY_BYTES,
  LONGEST_MILLIS,
  PLATFORM_PREFIXES,
} from "../../samples/names.ts";

export function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** An attribute of the span, else of its resource; "" where neither has it. */
export function attribute(name: string): string {
  const key = quote(name);
  return `if(mapContains(SpanAttributes, ${key}), SpanAttributes[${key}], ResourceAttributes[${key}])`;
}

/** The first of the names that the span itself has. */
function ownAttribute(names: readonly string[]): string {
  const cases = names.map((name) => `mapContains(SpanAttributes, ${quote(name)}), SpanAttributes[${quote(name)}]`);
  return names.length === 1 ? `SpanAttributes[${quote(names[0] ?? "")}]` : `multiIf(${cases.join(", ")}, '')`;
}

function firstOf(...expressions: readonly string[]): string {
  return expressions.reduceRight((otherwise, expression) => `if(${expression} != '', ${expression}, ${otherwise})`);
}

const platform = attribute(ATTR_CLOUD_PLATFORM);
const cloudOfPlatform = `multiIf(${PLATFORM_PREFIXES.map(([prefix, cloud]) => `startsWith(${platform}, ${quote(prefix)}), ${quote(cloud)}`).join(", ")}, '')`;
const memory = `toFloat64OrZero(${attribute(ATTR_FAAS_MAX_MEMORY)})`;
const distro = attribute(ATTR_TELEMETRY_DISTRO_NAME);

/** What `readOrigin` and `readInvocation` say in TypeScript, said in SQL. */
export const COLUMNS: Readonly<Record<string, string>> = {
  trace_id: "TraceId",
  span_id: "SpanId",
  start_ns: "toUnixTimestamp64Nano(Timestamp)",
  duration_ns: "toInt64(Duration)",
  cloud: firstOf(attribute(ATTR_CLOUD_PROVIDER), cloudOfPlatform),
  service: attribute(ATTR_SERVICE_NAME),
  function: firstOf(attribute(ATTR_FAAS_NAME), attribute(ATTR_SERVICE_NAME)),
  version: attribute(ATTR_FAAS_VERSION),
  region: attribute(ATTR_CLOUD_REGION),
  instance: firstOf(attribute(ATTR_FAAS_INSTANCE), attribute(ATTR_SERVICE_INSTANCE_ID)),
  trigger_name: attribute(ATTR_FAAS_TRIGGER),
  memory_mib: `toUInt32(if(${memory} <= 0, 0, round(if(${memory} < ${LEAST_MEMORY_BYTES}, ${memory}, ${memory} / ${LEAST_MEMORY_BYTES}))))`,
  sdk: `trimBoth(if(${distro} != '', concat(${distro}, ' ', ${attribute(ATTR_TELEMETRY_DISTRO_VERSION)}), concat(${attribute(ATTR_TELEMETRY_SDK_NAME)}, ' ', ${attribute(ATTR_TELEMETRY_SDK_VERSION)})))`,
  invocation_id: ownAttribute(INVOCATION_ID_NAMES),
  cold: `${ownAttribute(COLD_NAMES)} = 'true'`,
  waited: `${ownAttribute([ATTR_ISOBAR_WAITED_FOR_COLD_START])} = 'true'`,
  status_text: ownAttribute(HTTP_STATUS_NAMES),
  error_type: ownAttribute([ATTR_ERROR_TYPE]),
  returned_5xx: "match(status_text, '^5[0-9]{2}$') AND (error_type = '' OR error_type = status_text)",
  failed: "lower(StatusCode) IN ('error', 'status_code_error') AND NOT returned_5xx",
  timeout: `error_type = ${quote(ERROR_TYPE_TIMEOUT)}`,
  http_status: "if(match(status_text, '^[0-9]{3}$'), toUInt16(status_text), 0)",
  bad_clock: `start_ns <= 0 OR duration_ns < 0 OR duration_ns > ${LONGEST_MILLIS}000000`,
};

/** The exporter has written kinds both ways: "Server", and before "SPAN_KIND_SERVER". */
const KINDS = "lower(SpanKind) IN ('server', 'consumer', 'span_kind_server', 'span_kind_consumer')";

export const IS_INVOCATION = `${KINDS} AND SpanId != '' AND TraceId != ''
  AND (${INVOCATION_MARKS.map((name) => `mapContains(SpanAttributes, ${quote(name)})`).join(" OR ")})`;
