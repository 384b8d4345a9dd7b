import type { GateMetric } from "../compare/gate-types.ts";
import type { Layer, Temperature } from "../compare/types.ts";

/** One check as it is written. */
export interface GateCheck {
  readonly name?: string;
  readonly metric: GateMetric;
  /** A group's id; "*" for each one, with a baseline for each other one. */
  readonly group: string;
  /** What to compare with; nothing where `max` is a value of its own. */
  readonly baseline?: string;
  /** How much more than the baseline is accepted: 0.1 for 10 % longer, for a rate 0.01 for one in a hundred more. */
  readonly tolerance?: number;
  /** The largest value that is accepted: milliseconds, a share from 0 to 1, or USD per million. */
  readonly max?: number;
  /** Samples that each side needs for a verdict. @default 50 of warm invocations and of rates, 20 of cold starts */
  readonly minN?: number;
  /** @default "warm" */
  readonly start: Temperature;
  /** Who measured the durations. @default "function" */
  readonly layer: Layer;
  /** Where it is written, for messages. */
  readonly line: number;
}

/** A gate as it is written. */
export interface Gate {
  readonly file: string;
  readonly checks: readonly GateCheck[];
}

/** Fewer samples give no verdict, whatever they seem to show, unless a check says otherwise. */
export const LEAST_N = { warm: 50, cold: 20 } as const;

/** What each metric is, and which tolerances make sense. */
export const METRICS: Readonly<
  Record<GateMetric, { readonly unit: "ratio" | "share" | "ms" | "usd"; readonly needsBaseline?: true }>
> = {
  duration_p50: { unit: "ms" },
  duration_p95: { unit: "ms" },
  duration_p99: { unit: "ms" },
  ratio: { unit: "ratio", needsBaseline: true },
  cold_ratio: { unit: "ratio", needsBaseline: true },
  error_rate: { unit: "share" },
  timeout_rate: { unit: "share" },
  throttle_rate: { unit: "share" },
  cold_rate: { unit: "share" },
  cold_overhead: { unit: "ms" },
  cost: { unit: "usd" },
};
