import { readFileSync } from "node:fs";
import type { BatchMessage, Invocation } from "@isobar/core";
import { expect } from "vitest";
import { adapter } from "../src/adapter.ts";
import { createLambdaContext, lambdaEnv } from "./support.ts";

const FAMILIES = ["http", "messages", "data", "other"] as const;

/** Trace contexts that the fixtures carry. */
export const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
export const OTHER_TRACEPARENT = "00-5bf92f3577b34da6a3ce929d0e0e4737-10f067aa0ba902b8-01";
export const XRAY = "Root=1-67891234-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";

/** The name that a span has where nothing in the event names it. */
export const FUNCTION_NAME = "orders-api";

const IDENTITY = ["aws.lambda.invoked_arn", "cloud.account.id", "cloud.resource_id"];

/** All events of `fixtures/triggers/`, by name, read anew each time. */
export function readEvents(): Record<string, unknown> {
  return Object.assign({}, ...FAMILIES.map((family) => readFamily(family)));
}

function readFamily(family: string): Record<string, unknown> {
  const url = new URL(`./fixtures/triggers/${family}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as Record<string, unknown>;
}

/** One event, as the adapter describes it. */
export function describeEvent(event: unknown, context: unknown = createLambdaContext()): Invocation {
  const invocation = adapter.describe({ args: [event, context], env: lambdaEnv });
  if (invocation === undefined) throw new Error("the call is left alone");
  return invocation;
}

/** One event of the fixtures. */
export function describeFixture(name: string): Invocation {
  const event = readEvents()[name];
  if (event === undefined) throw new Error(`there is no fixture "${name}"`);
  return describeEvent(event);
}

/** The attributes that the trigger gives, without those of the function's identity. */
export function attributesOf(invocation: Invocation): Record<string, unknown> {
  return Object.fromEntries(Object.entries(invocation.attributes).filter(([name]) => !IDENTITY.includes(name)));
}

/** The messages of a batch, all of them. */
export function messagesOf(invocation: Invocation): BatchMessage[] {
  return [...(invocation.batch?.messages ?? [])];
}

/** What is expected of a fixture: all attributes, and nothing else. */
export interface ExpectedTrigger {
  readonly name?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Checks trigger, kind, name and attributes of a fixture. */
export function expectTrigger(
  fixture: string,
  trigger: Invocation["trigger"],
  { name = FUNCTION_NAME, attributes }: ExpectedTrigger,
): void {
  const invocation = describeFixture(fixture);
  expect(invocation.trigger).toBe(trigger);
  expect(invocation.kind).toBe(trigger === "pubsub" ? 4 : 1);
  expect(invocation.name).toBe(name);
  expect(attributesOf(invocation)).toEqual(attributes);
}
