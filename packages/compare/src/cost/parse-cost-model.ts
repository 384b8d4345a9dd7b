import { InputError } from "../input-error.ts";
import { type CostModel, FLEX_MEMORY, GCP_VCPU_BY_MEMORY, INCLUDED_TMP } from "./cost-model.ts";

const POSSIBLE =
  "aws-x86:MEMORY, aws-arm:MEMORY (and :TMP), gcp:MEMORY (and :VCPU), azure-consumption:MEMORY_USED or azure-flex:MEMORY, in MiB, such as aws-arm:512";

/** The numbers behind the kind, each with its range. */
function readNumber(spec: string, text: string | undefined, what: string, low: number, high: number): number {
  const value = Number(text);
  if (text === undefined || !/^\d+$/.test(text) || value < low || value > high)
    throw new InputError(
      `"${spec}": the ${what} is ${text === undefined ? "missing" : `"${text}"`}; it has to be a whole number of MiB from ${low} to ${high}`,
    );
  return value;
}

/** Below 1 any number from 0.08 up, above whole ones that Cloud Run has. */
function readVcpu(spec: string, memory: number, text: string | undefined): number {
  if (text === undefined) {
    const usual = GCP_VCPU_BY_MEMORY.get(memory);
    if (usual !== undefined) return usual;
    const known = [...GCP_VCPU_BY_MEMORY.keys()].join(", ");
    throw new InputError(
      `"${spec}": which vCPU ${memory} MiB come with is known of ${known} only; write it behind: gcp:${memory}:1`,
    );
  }
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && ((value >= 0.08 && value <= 1) || [2, 4, 6, 8].includes(value))) return value;
  throw new InputError(`"${spec}": the vCPU is "${text}"; it has to be from 0.08 to 1, or 2, 4, 6 or 8`);
}

/**
 * Reads a billing model as a user writes it: "aws-x86:512", "aws-arm:512:2048" (with /tmp of 2048 MiB), "gcp:512" (with the
 * vCPU that this memory comes with), "gcp:512:1", "azure-consumption:160" (160 MiB in use), "azure-flex:2048".
 *
 * @throws InputError that says what is possible
 */
export function parseCostModel(spec: string): CostModel {
  const [kind, memory, extra, ...rest] = spec.split(":");
  if (rest.length > 0) throw new InputError(`"${spec}" has too many parts; possible are ${POSSIBLE}`);
  switch (kind) {
    case "aws-x86":
    case "aws-arm":
      return {
        kind,
        memory: readNumber(spec, memory, "memory", 128, 10240),
        tmp: extra === undefined ? INCLUDED_TMP : readNumber(spec, extra, "size of /tmp", INCLUDED_TMP, 10240),
      };
    case "gcp": {
      const size = readNumber(spec, memory, "memory", 128, 32768);
      return { kind, memory: size, vcpu: readVcpu(spec, size, extra) };
    }
    case "azure-consumption":
    case "azure-flex": {
      if (extra !== undefined) throw new InputError(`"${spec}" has too many parts; possible are ${POSSIBLE}`);
      if (kind === "azure-consumption") return { kind, memory: readNumber(spec, memory, "memory in use", 1, 1536) };
      const size = FLEX_MEMORY.find((possible) => String(possible) === memory);
      if (size !== undefined) return { kind, memory: size };
      throw new InputError(`"${spec}": instances have ${FLEX_MEMORY.join(", ")} MiB, not "${memory ?? ""}"`);
    }
    default:
      throw new InputError(`"${spec}" is no billing model; possible are ${POSSIBLE}`);
  }
}
