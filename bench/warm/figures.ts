import { medianInterval } from "../measure/interval.ts";
import { median, quantile, sum } from "../statistics.ts";
import type { Block } from "./block.ts";
import type { Measured } from "./measure.ts";
import type { BackendName } from "./options.ts";

/** What was measured of one variant with one backend, in milliseconds. */
export interface WarmFigures {
  readonly backend: BackendName;
  readonly title: string;
  readonly note: string | undefined;
  readonly invocations: number;
  readonly response: Spread;
  /** Undefined where the platform never takes the CPU away. */
  readonly hold: Spread | undefined;
  /** Over bare, each block beside that of the same turn. */
  readonly over: {
    readonly responseMillis: number;
    /** With 95 % confidence. */
    readonly responseMillisInterval: readonly [number, number];
    /** Of one invocation. */
    readonly cpuMillis: number | undefined;
  };
  readonly requestsEach: number;
  readonly bytesEach: number;
  readonly blocks: readonly Block[];
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** @throws Error where the handler alone was not measured */
export function describe(backend: BackendName, measured: readonly Measured[]): WarmFigures[] {
  const bare = measured.find(({ variant }) => variant.peer.name === "bare");
  if (bare === undefined) throw new Error("there is nothing to compare with");
  return measured.map(({ variant, blocks }) => {
    const over = (read: (block: Block) => number): number[] =>
      blocks.map((block, turn) => read(block) - read(bare.blocks[turn] ?? block));
    const responses = over(({ responseMillis }) => median(responseMillis));
    const cpu = over(({ cpuMillis = Number.NaN, invocations }) => cpuMillis / invocations);
    const invocations = sum(blocks.map((block) => block.invocations));
    const holds = blocks.flatMap(({ holdMillis }) => holdMillis);
    return {
      backend,
      title: variant.peer.title,
      note: variant.peer.note,
      invocations,
      response: spreadOf(blocks.flatMap(({ responseMillis }) => responseMillis)),
      hold: holds.length === 0 ? undefined : spreadOf(holds),
      over: {
        responseMillis: median(responses),
        responseMillisInterval: medianInterval(responses),
        cpuMillis: cpu.some(Number.isNaN) ? undefined : median(cpu),
      },
      requestsEach: sum(blocks.map(({ taken }) => taken.requests)) / invocations,
      bytesEach: sum(blocks.map(({ taken }) => taken.bytes)) / invocations,
      blocks,
    };
  });
}

function spreadOf(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}
