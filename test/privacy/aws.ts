import { flush, instrument, processBatch } from "../../packages/aws-lambda/src/index.ts";
import { createLambdaContext } from "../../packages/aws-lambda/test/support.ts";
import { readEvents } from "../../packages/aws-lambda/test/trigger-support.ts";
import type { Platform, Sample } from "./probe.ts";

export const aws: Platform = {
  instrument: instrument as Platform["instrument"],
  process: ([event], record) => processBatch(event, record),
  flush,
  call: async (handler, args) => Reflect.apply(handler, undefined, args),
  answer: (_args, text) => ({ statusCode: 503, body: text, headers: { "x-own": text } }),
};

export const argumentsOfLambda = (document: unknown): readonly unknown[] => [document, createLambdaContext()];

export const awsFixtures: readonly Sample[] = Object.entries(readEvents()).map(([name, document]) => ({
  name,
  document,
  argumentsOf: argumentsOfLambda,
}));
