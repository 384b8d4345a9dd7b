import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bundles, bundle, type Format } from "./support/bundle.ts";
import { pairClouds } from "./support/pairs/clouds.ts";
import { describeRelations, type Relations } from "./support/pairs/relations.ts";
import { runTrials, type Telemetry, type Trial, trialsOf } from "./support/pairs/run.ts";

const pairs = pairClouds.flatMap((from) => pairClouds.map((to) => ({ from, to, trials: trialsOf(from, to) })));

/** The producer and the consumer for each cloud. */
const FIXTURES = ["producer", "consumer"].flatMap((role) => ["aws", "gcp", "azure"].map((cloud) => `${role}-${cloud}`));

interface Suite {
  readonly title: string;
  readonly format: Format;
  readonly pairs: typeof pairs;
  readonly node?: string;
}

const suites: readonly Suite[] = [
  { title: "bundled as CommonJS", format: "cjs", pairs },
  { title: "bundled as ES modules", format: "esm", pairs },
  {
    title: "on Node 22",
    format: "esm",
    pairs: pairs.filter(({ from, to }) => from.name === "azure" && to.name === "aws"),
    node: fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url)),
  },
];

/** Links to the sender; Google's front end and the Functions host hand over contexts of their own beside it. */
function expectedLinks({ to, way }: Trial): string[] {
  // What a background function is called with holds nothing of the request.
  const isAlone = to.name === "aws" || way === "Pub/Sub, to a background function";
  return isAlone ? ["sender"] : ["sender", "the platform's"];
}

/** As `docs/triggers.md` has it: a message is a link, unless `processBatch` is told otherwise. */
const expectedRelations = (trial: Trial): { invocation: Relations; record: Relations } => ({
  invocation: { trace: "own", parent: undefined, links: expectedLinks(trial) },
  record: trial.inTrace
    ? { trace: "sender's", parent: "sender", links: ["invocation"] }
    : { trace: "own", parent: "invocation", links: ["sender"] },
});

describe.each(suites)("$title", ({ format, node, pairs: own }) => {
  let bundles: Bundles;
  let telemetry: Telemetry;
  beforeAll(async () => {
    bundles = await bundle("pairs", FIXTURES, format);
    const trials = own.flatMap((pair) => pair.trials);
    telemetry = await runTrials(bundles, trials, { ...(node !== undefined && { node }) });
  });
  afterAll(() => bundles.remove());

  describe.each(own)("a message from $from.name to $to.name", ({ trials }) => {
    test.each([
      ["is linked to its sender", false],
      ["is processed in its sender's trace, if it is to be", true],
    ])("%s", (_, inTrace) => {
      const chosen = trials.filter((trial) => trial.inTrace === inTrace);
      const byWay = <Value>(read: (trial: Trial) => Value) =>
        Object.fromEntries(chosen.map((trial) => [trial.way, read(trial)]));
      expect(byWay((trial) => describeRelations(telemetry, trial))).toEqual(byWay(expectedRelations));
    });
  });
});
