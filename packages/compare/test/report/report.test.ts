import { createHash } from "node:crypto";
import type { Span } from "@isobar/otlp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Comparison, compare, readTraces, renderReport } from "../../src/index.ts";
import { sourcesOf } from "../support/sources.ts";
import { childOf, invocation, logOf, START, workload } from "../support/spans.ts";
import { exampleReport, type Say } from "./example.ts";
import { HOSTILE } from "./hostile.ts";

const render = (say?: Say) => {
  const { comparison, traces } = exampleReport(say);
  return renderReport(comparison, traces);
};

/** A page without what it says: its tags in order, without what their attributes say. */
const skeleton = (page: string) =>
  [...page.replace(/<style>.*<\/style>/s, "").matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));

const textOf = (page: string) => page.replace(/<style>.*<\/style>/s, "").replaceAll(/<[^>]*>/g, " ");

describe("a report", () => {
  test("is the same markup whatever the telemetry says", () => {
    const plain = skeleton(render());
    const word = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom(...HOSTILE));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const said = new Map<string, string>();
        // Each place has a word of its own: groups and traces are told apart by them.
        const say: Say = (place) => {
          const number = said.size;
          if (!said.has(place)) said.set(place, `${number}${words[number % words.length]}`);
          return said.get(place) ?? "";
        };
        expect(skeleton(render(say))).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  test("shows everything that it was given", () => {
    const places = new Set<string>();
    const page = render((place) => {
      places.add(place);
      return `«${place}»`;
    });
    const text = textOf(page);
    const unseen = [...places].filter((place) => !text.includes(`«${place}»`));
    // A span's id is what leads to it, its kind and its service are among what the invocation's attributes say.
    expect(unseen.filter((place) => !/ (span|child|leaf)$|^(kind|service)$/.test(place))).toEqual([]);
  });

  test("begins with the verdict and why, and ends with how to get it again", () => {
    const page = render();
    const order = [
      "verdict",
      "groups",
      "ratios",
      "latency",
      "cold-starts",
      "breakdown",
      "costs",
      "invocations",
      "threats",
      "method",
    ];
    expect([...page.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id)).toEqual(order);
    expect([...page.matchAll(/<a href="#([^"]*)"/g)].map(([, id]) => id)).toEqual([...order, "threats"]);
    const verdict = textOf(page.slice(page.indexOf('id="verdict"'), page.indexOf('id="groups"')));
    expect(verdict).toMatch(/✗ Fail\s.*1 of 3 checks failed/s);
    expect(verdict).toContain("fail reason");
    expect(page.slice(page.indexOf('id="method"'))).toContain("<code>command</code>");
  });

  test("shows no number where there are too few samples for one", () => {
    const cells = [...render().matchAll(/<th scope="row">p99 ms<\/th>(.*?)<\/tr>/g)].map(([, row]) =>
      textOf(row ?? ""),
    );
    expect(cells.map((cell) => cell.trim().split(/ {2,}/))).toEqual([["n too small", "n too small", "n too small"]]);
  });

  test("loads nothing and runs nothing: its policy allows its own style sheet alone", () => {
    const page = render();
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ""] = /<style>(.*)<\/style>/s.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<(script|img|iframe|object|embed|form|base)\b|\s(on\w+|style|src)="|@import|https?:/);
    expect([...style.matchAll(/url\(([^)]*)\)/g)].every(([, target = ""]) => target.startsWith("#"))).toBe(true);
    expect(
      [...page.matchAll(/href="([^"]*)"/g)].every(([, target]) => target === "data:," || target?.startsWith("#")),
    ).toBe(true);
  });

  test("has names for everything: tables, charts, regions", () => {
    const page = render();
    const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0;
    expect(count(/<table/g)).toBe(count(/<caption>/g));
    expect(count(/<th>/g)).toBe(0);
    const charts = [...page.matchAll(/<svg class="chart" role="img" aria-labelledby="(\S+) (\S+)"/g)];
    expect(charts).toHaveLength(7);
    for (const [, title, description] of charts) {
      expect(page).toMatch(new RegExp(`<title id="${title}">[^<]+</title><desc id="${description}">[^<]+</desc>`));
    }
    expect(count(/<svg(?! class="chart")[^>]*>/g)).toBe(count(/<svg(?! class="chart")[^>]*aria-hidden="true"[^>]*>/g));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(count(/tabindex="0" role="group"/g)).toBe(count(/class="scroll"/g));
  });

  test("has a column for each of a few groups, and a row for each of many", () => {
    const { comparison } = exampleReport();
    const [first] = comparison.groups;
    const groups = Array.from(
      { length: 9 },
      (_, index) => ({ ...first, id: `version ${index}` }) as typeof first & object,
    );
    const heads = (page: string) =>
      [...page.matchAll(/<thead>(.*?)<\/thead>/gs)].map(([, head]) => head?.match(/<th scope="col">/g)?.length);
    expect(heads(renderReport(comparison))[1]).toBe(4);
    const page = renderReport({ ...comparison, groups, ratios: [] });
    expect(heads(page)[1]).toBeGreaterThan(9);
    expect(page).toMatch(/<th scope="row"><span class="group">.*<bdi>version 8<\/bdi><\/span><\/th><td>/);
    expect(page).toContain("<title>Isobar: version 0, version 1, version 2 and 6 more</title>");
  });

  test("draws as tolerated what the gate's check of the same durations tolerates", () => {
    const { comparison } = exampleReport();
    const [check] = comparison.gate?.checks ?? [];
    const { ratios } = comparison;
    const ofGcp = ratios.filter(({ group }) => group === check?.group);
    const widthsWith = (changes: object): string[] => {
      const gate = { verdict: "pass", checks: [{ ...check, ...changes }] } as NonNullable<Comparison["gate"]>;
      const page = renderReport({ ...comparison, ratios: ofGcp, gate });
      const chart = page.slice(page.indexOf('id="forest-title"'));
      return [...chart.slice(0, chart.indexOf("</svg>")).matchAll(/class="band".*? width="([^"]*)"/g)].map(
        ([, width = ""]) => width,
      );
    };
    const wideIn = (widths: readonly string[]) =>
      ofGcp.flatMap(({ layer, temperature }, index) =>
        Number(widths[index]) > Math.min(...widths.map(Number)) ? [`${layer} ${temperature}`] : [],
      );
    expect(wideIn(widthsWith({ layer: "function", start: "warm" }))).toEqual(["function warm"]);
    expect(wideIn(widthsWith({ layer: "client", start: "warm" }))).toEqual(["client warm"]);
    expect(wideIn(widthsWith({ layer: "client", start: "cold" }))).toEqual(["client cold"]);
    expect(wideIn(widthsWith({ layer: "client", start: "warm", baseline: "azure" }))).toEqual([]);
  });

  test("draws no number that is none", () => {
    const { comparison, traces } = exampleReport();
    const [first, ...others] = comparison.groups;
    const odd = { ...first, blocks: [], coldStarts: [], window: { from: Number.NaN, to: Number.POSITIVE_INFINITY } };
    const page = renderReport({ ...comparison, groups: [odd as Comparison["groups"][number], ...others] }, traces);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });
});

/** A part of an invocation that begins so many milliseconds after it, and takes 20. */
function stepOf(parent: Span, name: string, afterMillis: number): Span {
  const startTimeUnixNano = parent.startTimeUnixNano + BigInt(afterMillis) * 1_000_000n;
  const endTimeUnixNano = startTimeUnixNano + 20_000_000n;
  return { ...childOf(parent, name), startTimeUnixNano, endTimeUnixNano, status: { code: "unset", message: "" } };
}

describe("a report of telemetry", () => {
  async function reportOf(spans: Parameters<typeof sourcesOf>[0], logs: Parameters<typeof sourcesOf>[1] = []) {
    const sources = await sourcesOf(spans, logs);
    const comparison = await compare(sources);
    return renderReport(comparison, await readTraces(comparison, sources));
  }

  test("shows what happened in a failed invocation: its spans and log lines in order, and nobody else's", async () => {
    const failed = invocation({ millis: 80, error: "PaymentError", start: START + 5 });
    const other = { ...invocation({ millis: 10 }), traceId: failed.traceId, name: "somebody else" };
    const spans = [failed, stepOf(failed, "charge card", 30), stepOf(failed, "reserve stock", 5), other];
    const page = await reportOf(spans, [logOf(failed, "order <received>")]);
    const [, rows = ""] = /<h3>Failed<\/h3>.*?<tbody>(.*?)<\/tbody>/s.exec(page) ?? [];
    const names = [...rows.matchAll(/<th scope="row">(.*?)<\/th>/gs)].map(([, cell]) =>
      textOf(cell ?? "")
        .trim()
        .replaceAll(/\s+/g, " "),
    );
    expect(names).toEqual([
      "POST /orders ✗ PaymentError",
      "INFO order &lt;received&gt;",
      "reserve stock",
      "charge card",
    ]);
    expect(names.join()).not.toContain("somebody else");
  });

  test("says of one group alone that there is nothing to compare", async () => {
    const page = await reportOf(workload({ cloud: "aws", count: 60, instances: 5, median: 30, seed: 1 }));
    expect(page).toContain("One group alone");
    expect(page).not.toContain('id="ratios"');
    expect(page).toContain("None failed");
  });

  test("without a gate says which group is slower, and that nothing was judged", async () => {
    const page = await reportOf([
      ...workload({ cloud: "aws", count: 300, instances: 8, median: 30, seed: 1 }),
      ...workload({ cloud: "gcp", count: 300, instances: 8, median: 60, seed: 2 }),
    ]);
    expect(page).toContain("Against aws: 1 slower.");
    expect(page).toContain("nothing passed or failed");
  });
});
