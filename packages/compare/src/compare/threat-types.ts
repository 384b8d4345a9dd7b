/** What may make a comparison mean less than it seems to. */
export type ThreatKind =
  | "clock"
  | "driver"
  | "drift"
  | "few-instances"
  | "few-samples"
  | "local"
  | "mixed-group"
  | "old-prices"
  | "partial-telemetry"
  | "sampled"
  | "sequential"
  | "shared-instances"
  | "unequal-memory"
  | "unequal-regions"
  | "unmatched"
  | "many-errors";

/** One threat to the validity of a comparison, found in its data. */
export interface Threat {
  readonly kind: ThreatKind;
  /** Ids of the groups that it is about; none where it is about all. */
  readonly groups: readonly string[];
  /** What it is and what it does, in one or two sentences. */
  readonly text: string;
}
