/** How a secret gets into a place of an event. */
export type How =
  /** It is all that stands there. */
  | "replaced"
  /** It stands behind what was there, which keeps its form. */
  | "appended"
  /** It is in a query string behind what was there. */
  | "query"
  /** It is a segment of a path behind what was there, where paths have secrets. */
  | "segment"
  /** It is the name of a member. */
  | "name";

/** Where a secret was planted: names, and `*` for the items of a list. Behind `json` and `base64` is what a text holds. */
export interface Place {
  readonly event: string;
  readonly path: string;
  readonly how: How;
}

/** A copy of an event with secrets in it. */
export interface Planting<Value> {
  readonly document: Value;
  readonly places: readonly Place[];
}

const SECRET = /pLaNtEd(\d+)x/gi;

/** Makes secrets, each of which occurs nowhere else, and knows where each was planted. */
export class Secrets {
  readonly #places: Place[] = [];

  plant(place: Place): string {
    this.#places.push(place);
    return `pLaNtEd${this.#places.length - 1}x`;
  }

  /** The places of the secrets that a text holds, in any case: none of them is a part of another. */
  find(text: string): Place[] {
    const found = new Set<string | undefined>();
    for (const [, index] of text.matchAll(SECRET)) found.add(index);
    return [...found].map((index) => this.#places[Number(index)]).filter((place) => place !== undefined);
  }

  get count(): number {
    return this.#places.length;
  }
}

/** Where a secret may be planted, and the text that is there now. */
export interface Spot {
  readonly steps: readonly Step[];
  readonly how: How;
}

/** A member, or what a text holds. */
type Step = string | number | { readonly inside: "json" | "base64" };

const HOWS: readonly How[] = ["replaced", "appended", "query", "segment"];

/** Every place of an event that can hold a secret, in each way. */
export function findSpots(value: unknown, steps: readonly Step[] = []): Spot[] {
  if (typeof value === "string") {
    const spots: Spot[] = HOWS.map((how) => ({ steps, how }));
    const inside = readInside(value);
    if (inside !== undefined) spots.push(...findSpots(inside.value, [...steps, { inside: inside.form }]));
    return spots;
  }
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => findSpots(item, [...steps, index]));
  return Object.entries(value).flatMap(([name, member]) => [
    { steps: [...steps, name], how: "name" as const },
    ...findSpots(member, [...steps, name]),
  ]);
}

/** A copy of an event, with a secret of its own at each of these places. */
export function plant<Value>(event: string, document: Value, spots: readonly Spot[], secrets: Secrets): Value {
  return spots.reduce<unknown>((copy, { steps, how }) => {
    const secret = secrets.plant({ event, path: describeSteps(steps), how });
    return change(copy, steps, how, secret);
  }, structuredClone(document)) as Value;
}

function change(value: unknown, steps: readonly Step[], how: How, secret: string): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return typeof value === "string" ? place(value, how, secret) : value;
  if (typeof step === "object") {
    if (typeof value !== "string") return value;
    const inside = readInside(value);
    // An earlier secret may have made another text of it.
    if (inside === undefined || inside.form !== step.inside) return value;
    const text = JSON.stringify(change(inside.value, rest, how, secret));
    return step.inside === "json" ? text : Buffer.from(text).toString("base64");
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return value;
  if (Array.isArray(value)) return value.with(Number(step), change(value[Number(step)], rest, how, secret));
  // In their order: some readers go by the first member.
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name !== step) return [name, member];
      return rest.length === 0 && how === "name" ? [secret, member] : [name, change(member, rest, how, secret)];
    }),
  );
}

function place(text: string, how: How, secret: string): string {
  switch (how) {
    case "replaced":
      return secret;
    case "query":
      return `${text}?token=${secret}`;
    case "segment":
      return `${text}/reset/${secret}`;
    default:
      return `${text}${secret}`;
  }
}

/** JSON objects and lists in a text, plain or in base64. */
function readInside(text: string): { readonly form: "json" | "base64"; readonly value: object } | undefined {
  for (const form of ["json", "base64"] as const) {
    try {
      const value: unknown = JSON.parse(form === "json" ? text : Buffer.from(text, "base64").toString());
      if (typeof value === "object" && value !== null) return { form, value };
    } catch {
      // No JSON: the text is all there is.
    }
  }
  return undefined;
}

function describeSteps(steps: readonly Step[]): string {
  return steps
    .map((step) => (typeof step === "number" ? "*" : typeof step === "object" ? step.inside : step))
    .join(".");
}
