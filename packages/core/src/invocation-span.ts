import type { Span } from "@opentelemetry/api";
import type { Invocation } from "./adapter.ts";
import type { Origin } from "./context.ts";
import { redactPath } from "./redact.ts";
import type { Runtime } from "./runtime.ts";
import {
  ATTR_FAAS_COLDSTART,
  ATTR_FAAS_INVOCATION_ID,
  ATTR_FAAS_INVOCATION_START_TIME,
  ATTR_FAAS_TRIGGER,
  ATTR_ISOBAR_WAITED_FOR_COLD_START,
  ATTR_URL_PATH,
} from "./semconv.ts";
import type { Telemetry } from "./telemetry.ts";

/** Starts the span of an invocation, with what is known as it begins. */
export function startSpan(
  { config, naming }: Pick<Runtime<never, never>, "config" | "naming">,
  telemetry: Telemetry,
  invocation: Invocation,
  { coldStart, waited }: { readonly coldStart: boolean; readonly waited: boolean },
  { links, parent }: Origin,
): Span {
  return telemetry.tracer.startSpan(
    invocation.name,
    {
      kind: invocation.kind,
      attributes: naming({
        // Where the event says when it was meant to start, that counts.
        ...(invocation.trigger === "timer" && { [ATTR_FAAS_INVOCATION_START_TIME]: new Date().toISOString() }),
        ...withPrivatePath(invocation.attributes, config.privacy.urlPath),
        [ATTR_FAAS_TRIGGER]: invocation.trigger,
        [ATTR_FAAS_INVOCATION_ID]: invocation.id,
        [ATTR_FAAS_COLDSTART]: coldStart,
        ...(waited && { [ATTR_ISOBAR_WAITED_FOR_COLD_START]: true }),
      }),
      links,
    },
    parent,
  );
}

function withPrivatePath(
  attributes: Invocation["attributes"],
  urlPath: "redacted" | "full" | "omit",
): Invocation["attributes"] {
  const { [ATTR_URL_PATH]: path, ...rest } = attributes;
  if (typeof path !== "string" || urlPath === "full") return attributes;
  return urlPath === "omit" ? rest : { ...attributes, [ATTR_URL_PATH]: redactPath(path) };
}
