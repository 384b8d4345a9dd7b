import type { Locate } from "../profile/locate.ts";
import { type ProfileSummary, summarize } from "../profile/summarize.ts";
import type { Endured, Point } from "./measure.ts";

/** What an instance was like over many invocations. */
export interface EnduranceFigures {
  readonly points: readonly Point[];
  /** By how much the heap was greater at the end than at the half. */
  readonly growthBytes: number;
  /** Where the time of the sampled invocations went. */
  readonly profile: ProfileSummary & { readonly invocations: number };
}

/** @throws Error where there is no point at the half */
export function describe({ points, profile, profiledInvocations }: Endured, locate: Locate): EnduranceFigures {
  return {
    points,
    growthBytes: readGrowth(points),
    profile: { invocations: profiledInvocations, ...summarize([profile], locate) },
  };
}

/** Of the heap, from half of the invocations to the last. */
function readGrowth(points: readonly Point[]): number {
  const half = points[Math.ceil(points.length / 2) - 1];
  const end = points.at(-1);
  if (half === undefined || end === undefined) throw new Error("the heap was never read");
  return end.usedBytes - half.usedBytes;
}
