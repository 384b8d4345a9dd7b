import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LIST_TRIGGERS, TRIGGERS } from "../../packages/aws-lambda/src/triggers/index.ts";
import { adapter as azure } from "../../packages/azure-functions/src/adapter.ts";
import { page } from "./places.ts";
import { type Described, describeAws, describeAzure, describeGcp, type Invocation, typeOf } from "./trigger-calls.ts";
import { codes, read, readRows, section, sorted } from "./trigger-page.ts";

const CLOUDS = [
  { heading: "AWS Lambda", folder: "aws-lambda", describeAll: describeAws },
  { heading: "Google Cloud", folder: "gcp-functions", describeAll: describeGcp },
  { heading: "Azure Functions", folder: "azure-functions", describeAll: describeAzure },
] as const;

/** The values of `isobar.trigger.type` in an adapter's source: of its table's entries, and where it is set by itself. */
function typesInSource(folder: string): string[] {
  const sources = globSync(`${folder}/src/triggers/*.ts`, { cwd: fileURLToPath(page("packages")) });
  return sources.flatMap((path) => {
    const source = read(`packages/${path}`);
    const union = /export type TriggerType =([^;]*);/.exec(source)?.[1] ?? "";
    const entries = [...source.matchAll(/\btype: "([a-z][\w.]*)",? (?:read\b|$)/gm)].map(([, type = ""]) => type);
    const set = source.split("\n").filter((line) => /TRIGGER_TYPE\]: |reader\?\.type/.test(line));
    return [union, ...set].flatMap((part) => part.match(/(?<=")[a-z][a-z_0-9.]*(?=")/g) ?? []).concat(entries);
  });
}

/** A span's name in one of the forms of the page; undefined where the call does not know a part of it. */
function nameIn(form: string, { invocation, names }: Described): string | undefined {
  const { attributes } = invocation;
  const method = attributes["http.request.method"];
  const known: Record<string, unknown> = {
    ...names,
    method: method === "_OTHER" || method === undefined ? "HTTP" : method,
    route: attributes["http.route"],
  };
  const parts = form.split(/\{([^}]+)\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    // Queues, topics, streams and hubs are all destinations.
    return part in known ? known[part] : attributes["messaging.destination.name"];
  });
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

/** What the page says of all triggers: the names of spans whose route or queue is not known, or not one. */
function isFallback(described: Described): boolean {
  const { trigger, name, attributes } = described.invocation;
  if (trigger === "http") return attributes["http.route"] === undefined && name === nameIn("{method}", described);
  if (trigger !== "pubsub" || attributes["messaging.destination.name"] !== undefined) return false;
  return ["process multiple_sources", "{function}", "{app}/{function}"].some(
    (form) => name === nameIn(form, described),
  );
}

const KINDS: Readonly<Record<number, string>> = { 1: "SERVER", 4: "CONSUMER" };

describe.each(CLOUDS)("the table of $heading", ({ heading, folder, describeAll }) => {
  const rows = readRows(heading);
  const listed = rows.flatMap(({ types }) => types);
  const all = describeAll();
  /** A type that no row names is a binding's own, where a row says so. */
  const rowType = (described: Described): string => {
    const type = typeOf(described);
    return listed.includes(type) || folder !== "azure-functions" ? type : "azure.unknown";
  };

  test("has each type of trigger that the adapter knows, and no other", () => {
    expect(sorted(listed)).toEqual(sorted(typesInSource(folder)));
    expect(sorted(all.map(rowType))).toEqual(sorted(listed));
  });

  test.each(sorted(listed))("says of %s what it is described as", (type) => {
    const own = rows.filter(({ types }) => types.includes(type));
    const seen = all.filter((described) => rowType(described) === type);
    const isOpen = own.some((row) => row.isOpen);
    const compare = (shown: Iterable<string>, said: readonly string[]): void => {
      if (isOpen) expect(sorted(shown)).toEqual(expect.arrayContaining(sorted(said)));
      else expect(sorted(shown)).toEqual(sorted(said));
    };
    const pair = (triggers: readonly string[], kinds: readonly string[]): string[] =>
      triggers.map((trigger, index) => `${trigger} ${kinds[index]}`);
    compare(
      seen.map(({ invocation }) => `${invocation.trigger} ${KINDS[invocation.kind]}`),
      own.flatMap(({ triggers, kinds }) => pair(triggers, kinds)),
    );

    const forms = own.flatMap(({ names }) => names);
    const formOf = (described: Described): string | undefined =>
      forms.find((form) => nameIn(form, described) === described.invocation.name);
    const unnamed = isOpen ? [] : seen.filter((described) => formOf(described) === undefined && !isFallback(described));
    expect(unnamed.map(({ label, invocation }) => `${label}: ${invocation.name}`)).toEqual([]);
    expect(sorted(seen.flatMap((described) => formOf(described) ?? []))).toEqual(sorted(forms));

    compare(
      seen.flatMap(({ invocation }) => becomes(invocation)),
      own.flatMap(({ context }) => context.match(/\b(?:parent|link)(?=:)/g) ?? []),
    );
  });
});

/** What the context becomes that an event or its messages carry: not the platform's own. */
function becomes({ carrier, batch }: Invocation): string[] {
  return [
    ...(carrier === undefined ? [] : ["parent"]),
    ...([...(batch?.messages ?? [])].some((message) => message.carrier !== undefined) ? ["link"] : []),
  ];
}

test("the types of AWS's table of readers are those of its list of names", () => {
  const types = [...TRIGGERS, ...LIST_TRIGGERS].map(({ type }) => type);
  expect(sorted([...types, "aws.lambda.invoke"])).toEqual(sorted(typesInSource("aws-lambda")));
});

test("AWS's table names the answer for a part that failed, where the platform knows one", () => {
  const all = describeAws();
  for (const { types, failure, isOpen } of readRows("AWS Lambda")) {
    const answers = all
      .filter((described) => types.includes(typeOf(described)))
      .flatMap(({ invocation: { batch } }) => (batch?.respond === undefined ? [] : [batch.respond(["1"])]));
    if (isOpen) continue;
    expect([types, answers.length > 0]).toEqual([types, failure !== undefined]);
    for (const answer of answers) expect(Object.keys(answer as object)).toContain(failure);
  }
});

test("the triggers that Azure's adapter leaves alone are named, and no other", () => {
  const source = read("packages/azure-functions/src/triggers/index.ts");
  const [, untouched = ""] = /UNTOUCHED[^=]*= new Set\(\[([^\]]*)\]/.exec(source) ?? [];
  const [, said = ""] = /On Azure (.*?) run without a span/.exec(section("What is not recognised")) ?? [];
  expect(codes(said).length).toBeGreaterThan(0);
  expect(sorted(codes(said).map((name) => name.toLowerCase()))).toEqual(sorted(untouched.match(/\w+(?=")/g) ?? []));
  for (const type of codes(said)) {
    expect(azure.describe({ args: [{}, { options: { trigger: { type } } }], env: {} } as never)).toBeUndefined();
  }
});
