import type { Attributes } from "@opentelemetry/api";
import {
  ATTR_FAAS_INVOCATION_ID,
  ATTR_MESSAGING_SYSTEM_NAME,
  ATTR_RPC_STATUS_CODE,
  SCHEMA_URL,
  SEMCONV_VERSION,
} from "./semconv.ts";

/** Which version's names to emit: those of 1.45, of 1.44, or both at once. */
export type SemconvVersion = "1.45" | "1.44" | "dup";

/** Gives attributes the names of one version of the semantic conventions. */
export type Naming = (attributes: Attributes) => Attributes;

const NAMES: Readonly<Record<string, string>> = {
  [ATTR_FAAS_INVOCATION_ID]: "faas.invocation_id",
  "faas.invocation.start_time": "faas.time",
  [ATTR_MESSAGING_SYSTEM_NAME]: "messaging.system",
  [ATTR_RPC_STATUS_CODE]: "rpc.response.status_code",
};

/** Groups of names that 1.45 took out of `messaging.*`. */
const PREFIXES: readonly (readonly [newer: string, older: string])[] = [
  ["kafka.", "messaging.kafka."],
  ["rabbitmq.", "messaging.rabbitmq."],
  ["gcp.pubsub.", "messaging.gcp_pubsub."],
  ["azure.eventhubs.", "messaging.eventhubs."],
  ["azure.servicebus.", "messaging.servicebus."],
];

const SYSTEMS: Readonly<Record<string, string>> = {
  "aws.sqs": "aws_sqs",
  "gcp.pubsub": "gcp_pubsub",
  "azure.servicebus": "servicebus",
  "azure.eventhubs": "eventhubs",
  "azure.eventgrid": "eventgrid",
};

/** The names that `version` asks for; the values of `messaging.system` differ as well. */
export function createNaming(version: SemconvVersion): Naming {
  if (version === "1.45") return (attributes) => attributes;
  return (attributes) => {
    const named: Attributes = version === "dup" ? { ...attributes } : {};
    for (const [name, value] of Object.entries(attributes)) {
      named[readOlderName(name)] =
        name === ATTR_MESSAGING_SYSTEM_NAME && typeof value === "string" ? (SYSTEMS[value] ?? value) : value;
    }
    return named;
  };
}

/** The schema of what is emitted; with both sets of names, the newer one. */
export function readSchemaUrl(version: SemconvVersion): string {
  return version === "1.44" ? SCHEMA_URL.replace(SEMCONV_VERSION, "1.44.0") : SCHEMA_URL;
}

function readOlderName(name: string): string {
  const known = NAMES[name];
  if (known !== undefined) return known;
  const prefix = PREFIXES.find(([newer]) => name.startsWith(newer));
  return prefix === undefined ? name : `${prefix[1]}${name.slice(prefix[0].length)}`;
}
