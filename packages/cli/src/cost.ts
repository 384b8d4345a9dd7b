import { parseArgs } from "node:util";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { createTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const help = `isobar cost: what invocations cost where they ran, and what they would cost elsewhere

Bills each group's invocations by its platform's own rules for rounding, minimums and overlaps, from spans alone. With
--what-if the same invocations are billed by other models, as if they had taken as long there.

Usage: isobar cost <run|file|store>... [options]

  --what-if MODEL  aws-x86:MEMORY, aws-arm:MEMORY, gcp:MEMORY[:VCPU], azure-consumption:MEMORY_USED or
                   azure-flex:MEMORY, in MiB; may be repeated
  --by NAMES       what makes a group, as in isobar compare (default cloud)
  --where NAME=VALUE  only these invocations; may be repeated
  --prices FILE    prices in the form of the file that the package @isobar/compare ships
  --free-tier      take the month's free grants off
  --monthly N      invocations in a month, for tiers and free grants (default 1000000)
  --json           one JSON object on stdout, and nothing else there
  --help           this text

Example:
  isobar demo --output runs
  isobar cost runs/* --where trigger=http --what-if azure-flex:2048 --what-if aws-arm:512

Exit code: 0, or 2 for a mistake in the options or the input.
`;

/** `isobar cost`. */
export const costCommand: Command = {
  name: "cost",
  summary: "say what invocations cost where they ran, and what they would elsewhere",
  help,
  run: async (args) => {
    const { values, positionals } = parse(args);
    if (positionals.length === 0)
      throw new UsageError('name a run\'s folder, a file or a store; try "isobar cost --help"');
    const monthly = values.monthly === undefined ? undefined : Number(values.monthly);
    if (monthly !== undefined && !(Number.isInteger(monthly) && monthly > 0))
      throw new UsageError(`--monthly needs a whole number of at least 1, not "${values.monthly}"`);
    return withInputErrors(async () => {
      const library = await import("@isobar/compare");
      const whatIf = (values["what-if"] ?? []).map(library.parseCostModel);
      const prices = values.prices === undefined ? undefined : await library.readPricesFile(values.prices);
      const sources = await library.openSources(positionals);
      try {
        const where = library.parseConditions(values.where ?? []);
        const costs = await library.compareCosts(sources, {
          by: (values.by ?? "cloud").split(","),
          where,
          whatIf,
          cost: {
            ...(prices !== undefined && { prices }),
            ...(monthly !== undefined && { monthlyInvocations: monthly }),
            freeTier: values["free-tier"] ?? false,
          },
        });
        if (values.json) process.stdout.write(`${JSON.stringify(costs)}\n`);
        else process.stdout.write(library.renderCosts(costs, createTerminal(process.stdout).paint));
        return 0;
      } finally {
        await sources.close();
      }
    });
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "what-if": { type: "string", multiple: true },
        by: { type: "string" },
        where: { type: "string", multiple: true },
        prices: { type: "string" },
        "free-tier": { type: "boolean" },
        monthly: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar cost --help"`);
  }
}
