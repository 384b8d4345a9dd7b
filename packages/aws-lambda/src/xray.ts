import {
  type Context,
  createContextKey,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from "@opentelemetry/api";

/** The header that X-Ray context travels in, in lower case. */
export const XRAY_HEADER = "x-amzn-trace-id";
/** The name under which the adapter hands on Lambda's own X-Ray context: no caller's header can have it. */
export const XRAY_AMBIENT = "_x_amzn_trace_id";

const LINEAGE = createContextKey("isobar: X-Ray lineage");

/**
 * Reads `Root=1-<8 hex>-<24 hex>;Parent=<16 hex>;Sampled=0|1|?`, in any order. Without a parent it is no span context.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function readXrayHeader(header: string): { context: SpanContext; lineage?: string } | undefined {
  const fields: Record<string, string> = {};
  for (const part of header.slice(0, MAX_LENGTH).split(";")) {
    const [name = "", value = ""] = part.split("=", 2);
    fields[name.trim().toLowerCase()] = value.trim();
  }
  const root = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(fields.root ?? "");
  const spanId = /^[0-9a-f]{16}$/i.exec(fields.parent ?? "")?.[0];
  if (root === null || spanId === undefined) return undefined;
  const context: SpanContext = {
    traceId: `${root[1]}${root[2]}`.toLowerCase(),
    spanId: spanId.toLowerCase(),
    traceFlags: fields.sampled === "1" ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  };
  return { context, ...(fields.lineage !== undefined && { lineage: fields.lineage }) };
}

const MAX_LENGTH = 1024;

/**
 * The propagators `xray`, which reads what callers send, and `xray-lambda`, which reads Lambda's own context as well.
 * `Lineage`, by which AWS finds loops, is passed on.
 */
export const xrayPropagators: Readonly<Record<"xray" | "xray-lambda", TextMapPropagator>> = {
  xray: createXrayPropagator([XRAY_HEADER]),
  "xray-lambda": createXrayPropagator([XRAY_HEADER, XRAY_AMBIENT]),
};

function createXrayPropagator(names: readonly string[]): TextMapPropagator {
  return {
    fields: () => [...names],
    extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
      for (const name of names) {
        const header = getter.get(carrier, name);
        const read = typeof header === "string" ? readXrayHeader(header) : undefined;
        if (read === undefined) continue;
        const inside = read.lineage === undefined ? context : context.setValue(LINEAGE, read.lineage);
        // A W3C context in the same carrier is the more exact one.
        return trace.getSpanContext(inside) === undefined ? trace.setSpanContext(inside, read.context) : inside;
      }
      return context;
    },
    inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
      const span = trace.getSpanContext(context);
      if (span === undefined) return;
      const root = `1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)}`;
      const sampled = (span.traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED ? "1" : "0";
      const lineage = context.getValue(LINEAGE);
      setter.set(
        carrier,
        XRAY_HEADER,
        `Root=${root};Parent=${span.spanId};Sampled=${sampled}${typeof lineage === "string" ? `;Lineage=${lineage}` : ""}`,
      );
    },
  };
}
