import { findSpots, type Place, plant, Secrets, type Spot } from "./plant.ts";
import type { Left, Sent } from "./sent.ts";
import { readTexts } from "./sent.ts";

/** An event of the fixtures or of the samples. */
export interface Sample {
  readonly name: string;
  readonly document: unknown;
  /** What a function is called with, for a copy of the document. */
  argumentsOf(document: never): readonly unknown[];
}

type Handler = (...args: never[]) => unknown;

/** How one platform calls its functions. */
export interface Platform {
  instrument<Handler>(handler: Handler, options: object): Handler;
  /** Processes the records of a call's event. */
  process(args: readonly unknown[], record: () => never): Promise<unknown>;
  flush(timeoutMillis: number): Promise<void>;
  /** Calls a function as the platform does. What comes of it is not looked at. */
  call(handler: Handler, args: readonly unknown[]): Promise<unknown>;
  /** What a function of this platform gives back, with a text that only its caller may see. */
  answer(args: readonly unknown[], text: string): unknown;
}

/** A secret that left, and as what. */
export interface Leak extends Place {
  /** An attribute's key, a field of a request such as `traceState`, or `lines`. */
  readonly where: string;
}

/** Calls between two exports: the buffers hold more spans. */
const CALLS = 100;

/** Wraps functions that fail and answer with secrets, and finds what of an event's secrets leaves. */
export function createProbe(platform: Platform, sent: Sent) {
  const secrets = new Secrets();
  const options = { exporters: sent.exporters, flush: "interval" };
  let event = "";
  const secret = (path: string): string => secrets.plant({ event, path, how: "replaced" });
  const fail = (): never => {
    const cause = new Error(`no account ${secret("(cause of what was thrown)")}`);
    throw Object.assign(new RangeError(`no order ${secret("(message of what was thrown)")}`, { cause }), {
      detail: secret("(property of what was thrown)"),
    });
  };
  /** Every event goes to the first, which knows its records, and every second one to one of the others as well. */
  const batch: Handler = platform.instrument(async (...args: unknown[]) => platform.process(args, fail), options);
  const others: readonly (Handler | undefined)[] = [
    platform.instrument(async (...args: unknown[]) => platform.answer(args, secret("(answer)")), options),
    undefined,
    platform.instrument(async () => fail(), options),
    undefined,
  ];

  /** What of the secrets in what has left is in it under which name. */
  const inspect = ({ json, protobuf, lines }: Left): Leak[] => {
    const leaks = json.flatMap((text) =>
      [...readTexts(JSON.parse(text))].flatMap(([where, value]) => {
        return secrets.find(value).map((place) => ({ ...place, where }));
      }),
    );
    // Both encodings say the same, and nothing of it is where no text was looked for.
    const found = new Set(leaks.map(describePlace));
    for (const text of [...json, ...protobuf]) {
      for (const place of secrets.find(text)) {
        if (!found.has(describePlace(place))) leaks.push({ ...place, where: "bytes" });
      }
    }
    for (const line of lines) leaks.push(...secrets.find(line).map((place) => ({ ...place, where: "lines" })));
    return leaks;
  };

  let tries = 0;
  let pending = 0;
  const collect = async (): Promise<Leak[]> => {
    pending = 0;
    await platform.flush(10_000);
    return inspect(sent.take());
  };

  return {
    /** All secrets that were planted so far. */
    planted: () => secrets.count,
    collect,
    /** Calls each function with a copy of the event that has secrets at these places. */
    async try(sample: Sample, spots: readonly Spot[]): Promise<Leak[]> {
      event = sample.name;
      const document = plant(sample.name, sample.document, spots, secrets);
      tries += 1;
      for (const handler of [batch, others[tries % others.length]]) {
        if (handler === undefined) continue;
        pending += 1;
        const args = sample.argumentsOf(structuredClone(document) as never);
        await platform.call(handler, args).catch(() => {});
      }
      return pending < CALLS ? [] : collect();
    },
  };
}

/** One line for a place, in which the event counts. */
const describePlace = ({ event, path, how }: Place): string => `${event} ${path} ${how}`;

/** Plants a secret at every place of every event, one by one. */
export async function probeEach(probe: ReturnType<typeof createProbe>, samples: readonly Sample[]): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const sample of samples) {
    for (const spot of findSpots(sample.document)) leaks.push(...(await probe.try(sample, [spot])));
  }
  leaks.push(...(await probe.collect()));
  return leaks;
}

/** Plants up to eight secrets at once, at places that a number each chooses. */
export async function probeSome(
  probe: ReturnType<typeof createProbe>,
  sample: Sample,
  numbers: readonly number[],
): Promise<Leak[]> {
  const spots = findSpots(sample.document);
  const chosen = new Set(numbers.map((number) => spots[number % Math.max(spots.length, 1)]));
  const leaks = await probe.try(
    sample,
    [...chosen].filter((spot) => spot !== undefined),
  );
  return [...leaks, ...(await probe.collect())];
}

/** Leaks as lines that a reader of a failed test understands, each once. */
export function describeLeaks(leaks: readonly Leak[]): string[] {
  return [...new Set(leaks.map(({ where, path, how, event }) => `${where} <- ${path}, ${how} (${event})`))];
}
