import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

const options = {
  ...{ target: texts, local: flag, handler: text, path: texts },
  ...{ pattern: text, rate: text, "burst-size": text, gap: text, block: text, seed: text },
  ...{ invocations: text, minutes: text, width: text, "max-usd": text, model: texts },
  ...{ method: text, body: text, header: texts, timeout: text },
  ...{ output: text, receive: text, json: flag },
} as const;

/** The values of the options as they were written. */
export type BenchValues = {
  readonly [Name in keyof typeof options]?: (typeof options)[Name] extends typeof flag
    ? boolean
    : (typeof options)[Name] extends typeof texts
      ? readonly string[]
      : string;
};

/** @throws UsageError for an option that is not known, or has no value */
export function parseBenchArguments(args: readonly string[]): {
  readonly values: BenchValues;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true }) as ReturnType<typeof parseBenchArguments>;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar bench --help"`);
  }
}
