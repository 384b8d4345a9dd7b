import {
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_MAX_MEMORY,
  ATTR_FAAS_NAME,
  ATTR_FAAS_TRIGGER,
  ATTR_FAAS_VERSION,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
} from "@isobar/core/semconv";
import type { Attributes, AttributeValue, Span } from "@isobar/otlp";
import { LEAST_MEMORY_BYTES, PLATFORM_PREFIXES } from "./names.ts";

/** What ran an invocation, "" where its span does not say. Many invocations share one. */
export interface Origin {
  /** "aws", "gcp", "azure", or what another SDK calls its cloud. */
  readonly cloud: string;
  readonly service: string;
  readonly function: string;
  readonly version: string;
  readonly region: string;
  readonly instance: string;
  readonly trigger: string;
  /** As it is configured, MiB; 0 where the span does not say. */
  readonly memoryMiB: number;
  /** Distribution or SDK with its version. */
  readonly sdk: string;
}

/** The nearer wins: an attribute of the span over one of its resource. */
export function readOrigin({ attributes, resource }: Pick<Span, "attributes" | "resource">): Origin {
  const read = (name: string) => attributeText(readAttribute(name, attributes, resource.attributes));
  const service = read(ATTR_SERVICE_NAME);
  return {
    cloud: read(ATTR_CLOUD_PROVIDER) || cloudOfPlatform(read(ATTR_CLOUD_PLATFORM)),
    service,
    function: read(ATTR_FAAS_NAME) || service,
    version: read(ATTR_FAAS_VERSION),
    region: read(ATTR_CLOUD_REGION),
    instance: read(ATTR_FAAS_INSTANCE) || read(ATTR_SERVICE_INSTANCE_ID),
    trigger: read(ATTR_FAAS_TRIGGER),
    memoryMiB: readMemory(read(ATTR_FAAS_MAX_MEMORY)),
    sdk: (
      (read(ATTR_TELEMETRY_DISTRO_NAME) &&
        `${read(ATTR_TELEMETRY_DISTRO_NAME)} ${read(ATTR_TELEMETRY_DISTRO_VERSION)}`) ||
      `${read(ATTR_TELEMETRY_SDK_NAME)} ${read(ATTR_TELEMETRY_SDK_VERSION)}`
    ).trim(),
  };
}

/** The first of the attributes that has the name; `undefined` where none has. */
export function readAttribute(name: string, ...places: readonly Attributes[]): AttributeValue | undefined {
  return places.find((attributes) => Object.hasOwn(attributes, name))?.[name];
}

/** A value as text, in the form that the Collector's exporters give it in a map of texts. */
export function attributeText(value: AttributeValue | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof value === "object" ? attributeJson(value) : String(value);
}

/** JSON of a value: integers exact, bytes as base64, what is no number as text. */
export function attributeJson(value: AttributeValue): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return `"${value}"`;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  if (Array.isArray(value)) return `[${value.map(attributeJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${attributeJson(member)}`).join()}}`;
}

function cloudOfPlatform(platform: string): string {
  return PLATFORM_PREFIXES.find(([prefix]) => platform.startsWith(prefix))?.[1] ?? "";
}

function readMemory(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) return 0;
  return Math.round(value < LEAST_MEMORY_BYTES ? value : value / LEAST_MEMORY_BYTES);
}
