import {
  ATTR_FAAS_COLDSTART,
  ATTR_FAAS_INVOCATION_ID,
  ATTR_FAAS_TRIGGER,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
} from "@isobar/core/semconv";

/** Names under which the invocation's id goes: of the conventions 1.45, of 1.44, and of those before 1.19. */
export const INVOCATION_ID_NAMES = [ATTR_FAAS_INVOCATION_ID, "faas.invocation_id", "faas.execution"] as const;

/** A server or consumer span with one of these is an invocation, whichever SDK made it. */
export const INVOCATION_MARKS = [ATTR_FAAS_TRIGGER, ...INVOCATION_ID_NAMES] as const;

/** Other SDKs may use the names of before the conventions 1.21. */
export const HTTP_STATUS_NAMES = [ATTR_HTTP_RESPONSE_STATUS_CODE, "http.status_code"] as const;

export const COLD_NAMES = [ATTR_FAAS_COLDSTART] as const;

/** What `cloud.platform` begins with, where an SDK leaves `cloud.provider` out. */
export const PLATFORM_PREFIXES: readonly (readonly [prefix: string, cloud: string])[] = [
  ["aws", "aws"],
  ["gcp", "gcp"],
  ["azure", "azure"],
];

/** Below this many bytes no function runs: older SDKs give `faas.max_memory` in MiB. */
export const LEAST_MEMORY_BYTES = 1024 * 1024;

/** A span that is longer says nothing of a handler: the clock was set while it ran. */
export const LONGEST_MILLIS = 86_400_000;
