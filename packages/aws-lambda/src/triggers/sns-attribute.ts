import { readBase64, readText } from "./carrier.ts";
import { readAt } from "./read.ts";

/** A message attribute as SNS writes it: text, or base64 where its type says so. */
export function readSnsAttribute(attribute: unknown): string | undefined {
  const value = readAt(attribute, "Value");
  return readAt(attribute, "Type") === "Binary" ? readBase64(value) : readText(value);
}
