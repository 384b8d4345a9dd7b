import {
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
  type TextMapPropagator,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "../suppress-tracing.ts";

const BAGGAGE = "baggage";
const MAX_MEMBERS = 180;
const MAX_MEMBER_LENGTH = 4096;
const MAX_LENGTH = 8192;

/** `baggage`. @see https://www.w3.org/TR/baggage/ */
export const baggagePropagator: TextMapPropagator = {
  fields: () => [BAGGAGE],
  inject(context, carrier, setter) {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isTracingSuppressed(context)) return;
    const members = baggage.getAllEntries().map(writeMember);
    const fitting = takeFitting(members.filter((member) => member.length <= MAX_MEMBER_LENGTH).slice(0, MAX_MEMBERS));
    if (fitting !== "") setter.set(carrier, BAGGAGE, fitting);
  },
  extract(context, carrier, getter) {
    const given = getter.get(carrier, BAGGAGE);
    if (!given) return context;
    const entries: Record<string, BaggageEntry> = {};
    let length = 0;
    let count = 0;
    for (const header of [given].flat()) {
      for (const member of header.split(",")) {
        const read = member.length <= MAX_MEMBER_LENGTH ? readMember(member) : undefined;
        if (read === undefined) continue;
        const longer = length + member.length + (count === 0 ? 0 : 1);
        if (longer > MAX_LENGTH || count >= MAX_MEMBERS) break;
        length = longer;
        count += 1;
        entries[read[0]] = read[1];
      }
    }
    return count === 0 ? context : propagation.setBaggage(context, propagation.createBaggage(entries));
  },
};

function writeMember([key, { value, metadata }]: [string, BaggageEntry]): string {
  const properties = metadata === undefined ? "" : `;${metadata.toString()}`;
  return `${encodeURIComponent(key)}=${encodeURIComponent(value)}${properties}`;
}

/** One that would make the header too long is left out; a shorter one behind it may still fit. */
function takeFitting(members: readonly string[]): string {
  let header = "";
  for (const member of members) {
    const longer = header === "" ? member : `${header},${member}`;
    if (longer.length <= MAX_LENGTH) header = longer;
  }
  return header;
}

function readMember(member: string): [key: string, entry: BaggageEntry] | undefined {
  const [, rawKey, rawValue, properties] = /^([^=;]+)=([^;]*)(?:;(.+))?/s.exec(member) ?? [];
  const key = rawKey?.trim();
  const value = rawValue?.trim();
  if (!key || !value) return undefined;
  try {
    return [
      decodeURIComponent(key),
      {
        value: decodeURIComponent(value),
        ...(properties !== undefined && { metadata: baggageEntryMetadataFromString(properties) }),
      },
    ];
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}
