import { decodeBase64 } from "@isobar/core/describe";
import { readBase64, readText } from "./carrier.ts";
import { readAt, textAt } from "./read.ts";

/** A message attribute as SNS writes it: text, or base64 where its type says so. */
export function readSnsAttribute(attribute: unknown): string | undefined {
  const value = readAt(attribute, "Value");
  return readAt(attribute, "Type") === "Binary" ? readBase64(value) : readText(value);
}

/** The same, of whatever length. */
export function readSnsValue(attribute: unknown): unknown {
  return readAt(attribute, "Type") === "Binary"
    ? decodeBase64(textAt(attribute, "Value") ?? "")
    : readAt(attribute, "Value");
}
