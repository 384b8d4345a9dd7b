import { medianInterval } from "../measure/interval.ts";
import type { Format, Layout } from "../peers/peer.ts";
import type { Variant } from "../peers/variants.ts";
import { median } from "../statistics.ts";
import type { Look } from "./look.ts";
import type { Start } from "./measure.ts";
import type { Measured } from "./rounds.ts";

/** What was measured of one variant: medians, in milliseconds and MiB. */
export interface ColdFigures {
  readonly peer: string;
  readonly title: string;
  readonly note: string | undefined;
  readonly layout: Layout;
  readonly format: Format;
  readonly starts: readonly Start[];
  readonly initMillis: number;
  readonly responseMillis: number;
  readonly holdMillis: number;
  /** Over bare of the same layout and format, each start beside that of the same round. */
  readonly over: {
    readonly initMillis: number;
    readonly responseMillis: number;
    /** What the first caller waits for: init and response. */
    readonly waitMillis: number;
    /** With 95 % confidence. */
    readonly waitMillisInterval: readonly [number, number];
    /** What is billed: init, response and hold. */
    readonly billedMillis: number;
    readonly cpuMillis: number | undefined;
    readonly peakMegabytes: number;
  };
  readonly isOtlp: boolean;
  readonly look: Look;
}

/** @throws Error where the handler alone was not measured */
export function describe(measured: readonly Measured[], looks: ReadonlyMap<Variant, Look>): ColdFigures[] {
  return measured.map(({ variant, starts }) => {
    const { layout, format } = variant;
    const bare = measured.find(
      ({ variant: other }) => other.peer.name === "bare" && other.layout === layout && other.format === format,
    );
    const look = looks.get(variant);
    if (bare === undefined || look === undefined) throw new Error(`nothing to compare ${variant.peer.name} with`);
    const over = (read: (start: Start) => number): number[] =>
      starts.map((start, round) => read(start) - read(bare.starts[round] ?? start));
    const waits = over((start) => start.initMillis + start.responseMillis);
    const hasCpu = starts.every(({ cpuMillis }) => cpuMillis !== undefined);
    return {
      peer: variant.peer.name,
      title: variant.peer.title,
      note: variant.peer.note,
      layout,
      format,
      starts,
      initMillis: median(starts.map(({ initMillis }) => initMillis)),
      responseMillis: median(starts.map(({ responseMillis }) => responseMillis)),
      holdMillis: median(starts.map(({ holdMillis }) => holdMillis)),
      over: {
        initMillis: median(over(({ initMillis }) => initMillis)),
        responseMillis: median(over(({ responseMillis }) => responseMillis)),
        waitMillis: median(waits),
        waitMillisInterval: medianInterval(waits),
        billedMillis: median(over((start) => start.initMillis + start.responseMillis + start.holdMillis)),
        cpuMillis: hasCpu ? median(over(({ cpuMillis = Number.NaN }) => cpuMillis)) : undefined,
        peakMegabytes: median(over(({ peakMegabytes }) => peakMegabytes)),
      },
      isOtlp: variant.peer.isOtlp ?? true,
      look,
    };
  });
}
