/** By which rules an invocation is billed, and with which settings. Memory in MiB. */
export type CostModel =
  | {
      /** AWS Lambda on demand, by processor. */
      readonly kind: "aws-x86" | "aws-arm";
      readonly memory: number;
      /** Size of /tmp; beyond 512 it costs extra. */
      readonly tmp: number;
    }
  | { readonly kind: "gcp"; readonly memory: number; readonly vcpu: number }
  /** `memory` is what the function uses: this plan has no setting, and bills what it observes. */
  | { readonly kind: "azure-consumption"; readonly memory: number }
  | { readonly kind: "azure-flex"; readonly memory: number };

/** What a billing model makes of invocations. */
export type CostModelKind = CostModel["kind"];

/** The vCPUs that a Cloud Run function gets with its memory ("Configure memory and CPU"), by MiB. */
export const GCP_VCPU_BY_MEMORY: ReadonlyMap<number, number> = new Map([
  [128, 0.083],
  [256, 0.167],
  [512, 0.333],
  [1024, 0.583],
  [2048, 1],
  [4096, 2],
  [8192, 2],
  [16384, 4],
  [32768, 8],
]);

/** The instance sizes of Azure's Flex Consumption plan. */
export const FLEX_MEMORY = [512, 2048, 4096] as const;

/** What 512 MiB of /tmp cost: nothing. */
export const INCLUDED_TMP = 512;

/** A model as a user writes it: "aws-arm:512", "gcp:512:1". */
export function formatCostModel(model: CostModel): string {
  switch (model.kind) {
    case "gcp":
      return `gcp:${model.memory}:${model.vcpu}`;
    case "aws-x86":
    case "aws-arm":
      return `${model.kind}:${model.memory}${model.tmp > INCLUDED_TMP ? `:${model.tmp}` : ""}`;
    default:
      return `${model.kind}:${model.memory}`;
  }
}
