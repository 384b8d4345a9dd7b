// Simulates runs whose truth is known, and counts how often intervals contain it and gates are wrong. Exits with 1 where
// a figure does not hold: `npm run check:statistics [-- --seed 7 --scale 1]`.
import { parseArgs } from "node:util";
import { clusteredCoverage, independentCoverage } from "./coverage.ts";
import { holds, rowOf } from "./figure.ts";
import { gateFigures } from "./gates.ts";
import { createRandom } from "./random.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "7" }, scale: { type: "string", default: "1" } },
});
const random = createRandom(Number(values.seed));
const scale = Number(values.scale);
const started = Date.now();
const figures = [
  ...independentCoverage(scale, random),
  ...clusteredCoverage(scale, random),
  ...gateFigures(scale, random),
];

const rows = [["what", "answers", "share", "has to be (noise)", ""], ...figures.map(rowOf)];
const widths = rows.reduce<number[]>(
  (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
  [],
);
for (const row of rows)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()}\n`,
  );

const broken = figures.filter((figure) => !holds(figure));
const seconds = ((Date.now() - started) / 1000).toFixed(0);
process.stdout.write(`${figures.length} figures, ${broken.length} broken, seed ${values.seed}, ${seconds} s\n`);
if (broken.length > 0) process.exitCode = 1;
