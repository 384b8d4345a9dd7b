import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adapter as aws } from "../../packages/aws-lambda/src/adapter.ts";
import { adapter as azure } from "../../packages/azure-functions/src/adapter.ts";
import { adapter as gcp } from "../../packages/gcp-functions/src/adapter.ts";
import { page } from "./places.ts";
import { read } from "./trigger-page.ts";

/** What an adapter makes of a call. */
export type Invocation = NonNullable<ReturnType<typeof aws.describe>>;
export type Fields = Readonly<Record<string, unknown>>;

/** A trace context that the tests' calls carry. */
export const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/** Its sender's span. */
export const SPAN_ID = "00f067aa0ba902b7";

const NAMES = { app: "shop", function: "place" };

/** A call of a Lambda function. */
export const callAws = (event: unknown, context: Fields = {}, env: Readonly<Record<string, string>> = {}): Invocation =>
  expectDescribed(aws.describe({ args: [event, { functionName: NAMES.function, ...context }], env } as never));

/** A call of a Google function, with the arguments that the framework gives to its kind. */
export const callGcp = (...args: unknown[]): Invocation =>
  expectDescribed(gcp.describe({ args, env: { K_SERVICE: NAMES.function } } as never));

/** A call of a function of an Azure app. */
export const callAzure = (
  trigger: Fields,
  input: unknown,
  triggerMetadata?: unknown,
  further: Fields = {},
): Invocation => {
  const context = { functionName: NAMES.function, options: { trigger }, triggerMetadata, ...further };
  return expectDescribed(azure.describe({ args: [input, context], env: { WEBSITE_SITE_NAME: NAMES.app } } as never));
};

function expectDescribed(invocation: Invocation | undefined): Invocation {
  if (invocation === undefined) throw new Error("the call is left alone");
  return invocation;
}

/** What Google's framework hands to an HTTP function beside the request. */
export const response = { end: () => {}, on: () => {} };

/** What one call of a function was described as. */
export interface Described {
  readonly label: string;
  readonly invocation: Invocation;
  /** What the page's `{function}` and the like stand for, where no attribute says it. */
  readonly names: Fields;
}

/** `isobar.trigger.type`. */
export const typeOf = ({ invocation }: Described): string => String(invocation.attributes["isobar.trigger.type"]);

type Labelled = readonly [label: string, value: Fields];

function fixtures(pattern: string): Labelled[] {
  const paths = globSync(pattern, { cwd: fileURLToPath(page("packages")) });
  return paths.toSorted().map((path) => [path, JSON.parse(read(`packages/${path}`)) as Fields]);
}

const entries = (pattern: string): Labelled[] =>
  fixtures(pattern).flatMap(([, calls]) => Object.entries(calls) as [string, Fields][]);

/** All of the adapter's own fixtures, and a direct call with a client context. */
export function describeAws(): Described[] {
  const describeEvent = ([label, event]: Labelled): Described => {
    const { routeKey } = (event.requestContext ?? {}) as Fields;
    return { label, invocation: callAws(event), names: { ...NAMES, "route key": routeKey } };
  };
  const clientContext = { custom: { traceparent: TRACEPARENT } };
  return [
    ...fixtures("aws-lambda/test/fixtures/*.json").map(describeEvent),
    ...entries("aws-lambda/test/fixtures/triggers/*.json").map(describeEvent),
    { label: "direct, with a client context", invocation: callAws({ id: 1 }, { clientContext }), names: NAMES },
  ];
}

/** All of the adapter's own fixtures; each event also as an HTTP function gets it. */
export function describeGcp(): Described[] {
  const call = (label: string, ...args: unknown[]): Described => ({
    label,
    invocation: callGcp(...args),
    names: NAMES,
  });
  const events = entries("gcp-functions/test/fixtures/events.json");
  const background = entries("gcp-functions/test/fixtures/background.json");
  const requests = entries("gcp-functions/test/fixtures/requests.json");
  return [
    ...events.map(([label, event]) => call(label, event)),
    ...events.map(([label, event]) => call(`${label}, as a request`, asRequest(event), response)),
    ...background.map(([label, { data, context }]) => call(label, data, context)),
    ...requests.map(([label, request]) => call(label, { headers: {}, ...request }, response)),
  ];
}

/** An event in binary mode, with the extension for tracing. */
function asRequest({ data, ...attributes }: Fields): Fields {
  const texts = Object.entries(attributes).filter(([, value]) => typeof value === "string");
  const headers = Object.fromEntries(texts.map(([name, value]) => [`ce-${name}`, value]));
  return { method: "POST", path: "/", headers: { ...headers, "ce-traceparent": TRACEPARENT }, body: data };
}

/** All of the adapter's own fixtures, and the two triggers that its tests have elsewhere. */
export function describeAzure(): Described[] {
  const call = ([label, { trigger, input, metadata }]: Labelled): Described => ({
    label,
    invocation: callAzure(trigger as Fields, input, metadata),
    names: NAMES,
  });
  const request = {
    method: "GET",
    url: "https://shop.example.test/api/orders/7",
    headers: { traceparent: TRACEPARENT },
  };
  const metadata = { messageId: "1", applicationProperties: { "diagnostic-Id": TRACEPARENT } };
  return [
    ...entries("azure-functions/test/fixtures/calls.json").map(call),
    call(["http", { trigger: { type: "httpTrigger", route: "orders/{id}" }, input: request }]),
    call(["service bus", { trigger: { type: "serviceBusTrigger", queueName: "orders" }, metadata }]),
  ];
}
