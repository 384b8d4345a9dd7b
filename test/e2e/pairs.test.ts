import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bundles, bundle, type Format } from "./support/bundle.ts";
import { pairClouds } from "./support/pairs/clouds.ts";
import { describeCall, describeMessage, type Relations } from "./support/pairs/relations.ts";
import {
  type CallTrial,
  callsOf,
  type MessageTrial,
  messagesOf,
  runTrials,
  type Telemetry,
} from "./support/pairs/run.ts";

const pairs = pairClouds.flatMap((from) =>
  pairClouds.map((to) => ({ from, to, messages: messagesOf(from, to), calls: callsOf(from, to) })),
);

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
function expectedLinks({ to, way }: MessageTrial): string[] {
  // What a background function is called with holds nothing of the request.
  const isAlone = to.name === "aws" || way === "Pub/Sub, to a background function";
  return isAlone ? ["sender"] : ["sender", "the platform's"];
}

/** As `docs/triggers.md` has it: a message is a link, unless `processBatch` is told otherwise. */
const expectedOfMessage = (trial: MessageTrial): { invocation: Relations; record: Relations } => ({
  invocation: { trace: "own", parent: undefined, links: expectedLinks(trial) },
  record: trial.inTrace
    ? { trace: "sender's", parent: "sender", links: ["invocation"] }
    : { trace: "own", parent: "invocation", links: ["sender"] },
});

/**
 * As `docs/triggers.md` and `docs/outgoing-calls.md` have it: a call is the parent where its context arrives. Google's
 * front end has a span of its own between them, and the Functions host hands over one beside the caller's.
 */
const expectedOfCall = ({ to, isNamed }: CallTrial): Relations => ({
  trace: isNamed ? "sender's" : "own",
  parent: to.name === "gcp" ? "the platform's" : isNamed ? "sender" : undefined,
  links: to.name === "azure" ? ["the platform's"] : [],
});

describe.each(suites)("$title", ({ format, node, pairs: own }) => {
  let bundles: Bundles;
  let telemetry: Telemetry;
  beforeAll(async () => {
    bundles = await bundle("pairs", FIXTURES, format);
    telemetry = await runTrials(bundles, {
      messages: own.flatMap(({ messages }) => messages),
      calls: own.flatMap(({ calls }) => calls),
      node,
    });
  });
  afterAll(() => bundles.remove());

  describe.each(own)("a message from $from.name to $to.name", ({ messages }) => {
    test.each([
      ["is linked to its sender", false],
      ["is processed in its sender's trace, if it is to be", true],
    ])("%s", (_, inTrace) => {
      const chosen = messages.filter((trial) => trial.inTrace === inTrace);
      const byWay = <Value>(read: (trial: MessageTrial) => Value) =>
        Object.fromEntries(chosen.map((trial) => [trial.way, read(trial)]));
      expect(byWay((trial) => describeMessage(telemetry, trial))).toEqual(byWay(expectedOfMessage));
    });
  });

  describe.each(own)("a request from $from.name to $to.name", ({ calls }) => {
    test.each([
      ["is continued where its origin is named", true],
      ["carries no context to any other", false],
    ])("%s", (_, isNamed) => {
      const chosen = calls.filter((trial) => trial.isNamed === isNamed);
      const byClient = <Value>(read: (trial: CallTrial) => Value) =>
        Object.fromEntries(chosen.map((trial) => [trial.client, read(trial)]));
      expect(byClient((trial) => describeCall(telemetry, trial))).toEqual(byClient(expectedOfCall));
    });
  });
});
