import { describe, expect, test } from "vitest";
import { type Comparison, compare, parseGate, renderJUnit, renderMarkdown } from "../src/index.ts";
import { sourcesOf } from "./support/sources.ts";
import { invocation, START, workload } from "./support/spans.ts";

const gate = (...lines: string[]) => parseGate("gate.yaml", ["checks:", ...lines].join("\n"));

async function judge(definition: ReturnType<typeof parseGate>, median = 60, count = 600): Promise<Comparison> {
  const spans = [
    ...workload({ cloud: "aws", count, instances: 12, median: 40, seed: 1 }),
    ...workload({ cloud: "gcp", count, instances: 12, median, seed: 2 }),
    ...Array.from({ length: 12 }, (_, index) =>
      invocation({ cloud: "gcp", error: "E", start: START + index, instance: "gcp-1" }),
    ),
  ];
  return compare(await sourcesOf(spans), { gate: definition });
}

describe("a gate", () => {
  test("passes, fails, and does not know", async () => {
    const { gate: outcome } = await judge(
      gate(
        "  - {name: far from 2, metric: ratio, group: gcp, tolerance: 1}",
        "  - {name: close to 1.5, metric: ratio, group: gcp, tolerance: 0.5}",
        "  - {metric: ratio, group: gcp, baseline: aws, tolerance: 0.2}",
      ),
    );
    expect(outcome?.verdict).toBe("fail");
    expect(outcome?.checks.map(({ verdict }) => verdict)).toEqual(["pass", "inconclusive", "fail"]);
    expect(outcome?.checks[2]).toMatchObject({ name: "gcp/aws ratio", unit: "ratio", limit: 1.2, baseline: "aws" });
    expect(outcome?.checks[2]?.reason).toMatch(/^1\.\d+ \[1\.\d+–1\.\d+\] is above 1\.20$/);
    expect(outcome?.checks[1]?.reason).toContain("it takes more samples");
  });

  test("looks at percentiles, rates, cold starts; absolutely or beside a baseline", async () => {
    const { gate: outcome } = await judge(
      gate(
        "  - {metric: duration_p50, group: aws, max: 50}",
        "  - {metric: duration_p95, group: gcp, max: 60}",
        "  - {metric: duration_p50, group: gcp, tolerance: 0.1}",
        "  - {metric: error_rate, group: gcp, max: 0.001}",
        "  - {metric: error_rate, group: gcp, tolerance: 0.1}",
        "  - {metric: cold_rate, group: aws, max: 0.1}",
        "  - {metric: cold_overhead, group: aws, max: 10, min_n: 10}",
        "  - {metric: cold_ratio, group: gcp, tolerance: 9, min_n: 10}",
        "  - {metric: throttle_rate, group: aws, max: 0.1}",
      ),
    );
    expect(outcome?.checks.map(({ verdict }) => verdict)).toEqual([
      ...["pass", "fail", "fail", "fail", "pass", "pass", "fail", "pass", "inconclusive"],
    ]);
    expect(outcome?.checks.at(-1)?.reason).toBe("there is no throttle_rate in this data");
  });

  test("has no verdict of too few, and says how many it takes", async () => {
    const { gate: outcome } = await judge(gate("  - {metric: ratio, group: gcp, tolerance: 0.1}"), 120, 40);
    expect(outcome?.checks[0]).toMatchObject({ verdict: "inconclusive", n: 28, minN: 50 });
    expect(outcome?.checks[0]?.reason).toBe("n=28 is less than the 50 that it needs");
  });

  test("asks for more of each check the more there are", async () => {
    // By itself this one fails: its interval just misses the limit.
    const one = await judge(gate("  - {metric: ratio, group: gcp, tolerance: 0.42}"));
    const low = one.gate?.checks[0]?.value?.interval?.low ?? 0;
    const tolerance = low - 1 - 0.004;
    const alone = await judge(gate(`  - {metric: ratio, group: gcp, tolerance: ${tolerance}}`));
    const among = await judge(
      gate(
        `  - {metric: ratio, group: gcp, tolerance: ${tolerance}}`,
        ...Array.from({ length: 19 }, () => "  - {metric: error_rate, group: aws, max: 0.9}"),
      ),
    );
    expect(alone.gate?.checks[0]?.verdict).toBe("fail");
    expect(among.gate?.checks[0]?.verdict).toBe("inconclusive");
    expect(among.gate?.checks[0]?.reason).toContain("by chance among so many checks");
    expect(among.gate?.verdict).toBe("inconclusive");
  });

  test("that compares a function with itself does not fail", async () => {
    let failed = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const spans = ["a", "b"].flatMap((version, index) =>
        workload({ version, count: 120, instances: 10, median: 40, seed: seed * 2 + index }).map((span) => span),
      );
      const { gate: outcome } = await compare(await sourcesOf(spans), {
        by: ["version"],
        gate: gate("  - {metric: ratio, tolerance: 0.05}"),
      });
      if (outcome?.verdict === "fail") failed += 1;
    }
    expect(failed).toBe(0);
  });

  test("names a group that there is not, with its line", async () => {
    await expect(
      judge(gate("  - {metric: ratio, group: gcp, tolerance: 1}", "  - {metric: ratio, group: azure, tolerance: 1}")),
    ).rejects.toThrow('gate.yaml:3: group "azure" is not among the groups: aws, gcp');
  });
});

describe("a group compared with itself", () => {
  const gateOf = (tolerance: number, n: number) => gate(`  - {metric: ratio, tolerance: ${tolerance}, min_n: ${n}}`);

  async function calibrationOf(count: number, instances: number) {
    const spans = workload({ count, instances, median: 50, seed: 3 });
    const { calibration } = await compare(await sourcesOf(spans), { calibrate: true });
    const own = calibration?.[0];
    if (own === undefined) throw new Error("there is no calibration");
    return own;
  }

  test("proposes a tolerance that its own halves keep", async () => {
    const own = await calibrationOf(2000, 40);
    expect(own).toMatchObject({ group: "aws", layer: "function", n: 980 });
    expect(own.falseAlarms).toBeLessThan(0.1);
    expect(own.tolerance).toBeGreaterThan(0.01);
    expect(own.tolerance).toBeLessThan(0.2);
    // What is found is beyond what is tolerated.
    expect(own.finds).toBeGreaterThan(own.tolerance);
  });

  test("proposes how many samples it takes to find what is 20 % slower, and these do", async () => {
    const { nForSlowdown, slowdownTolerance, slowdown } = await calibrationOf(2000, 1);
    expect(slowdown).toBe(0.2);
    expect(slowdownTolerance).toBeGreaterThan(0.06);
    expect(slowdownTolerance).toBeLessThan(0.13);
    const verdicts: Record<string, number> = {};
    for (let seed = 10; seed < 30; seed += 1) {
      // The first invocation of an instance is cold, and in no such comparison.
      const workloadOf = (version: string, own: number, median: number) =>
        workload({ version, count: nForSlowdown + 1, instances: 1, median, seed: own });
      const spans = [
        ...workloadOf("a", seed, 50),
        ...workloadOf("b", seed + 100, 50),
        ...workloadOf("c", seed + 200, 60),
      ];
      const { gate: outcome } = await compare(await sourcesOf(spans), {
        by: ["version"],
        gate: gateOf(slowdownTolerance, nForSlowdown),
      });
      for (const { group, verdict } of outcome?.checks ?? [])
        verdicts[`${group} ${verdict}`] = (verdicts[`${group} ${verdict}`] ?? 0) + 1;
    }
    // Two checks need stronger evidence each than the one that the proposal is for.
    expect(verdicts["b fail"] ?? 0).toBe(0);
    expect(verdicts["b pass"]).toBeGreaterThanOrEqual(16);
    expect(verdicts["c fail"]).toBeGreaterThanOrEqual(16);
  });
});

describe("a gate's file", () => {
  test.each([
    ["checks: []", "gate.yaml:1: checks has to have at least one check"],
    ["- one", 'gate.yaml:1: there has to be a map with "checks"'],
    ["checks:\n  - {metric: ratio", /gate\.yaml:2: .*/],
    ["checks:\n  - metric: speed", /gate\.yaml:2: checks\[0\]\.metric has to be one of duration_p50, .*, not "speed"/],
    ["checks:\n  - group: aws", /gate\.yaml:2: checks\[0\] needs a metric/],
    [
      "checks:\n  - metric: ratio\n    tolerance: much",
      /gate\.yaml:3: checks\[0\]\.tolerance has to be a number .* not "much"/,
    ],
    ["checks:\n  - metric: ratio\n    max: 3", /gate\.yaml:3: checks\[0\]\.max takes a tolerance/],
    ["checks:\n  - metric: error_rate\n    max: 3", /gate\.yaml:3: .* from 0 to 1, not 3/],
    ["checks:\n  - metric: cost", /needs max, or a baseline with a tolerance/],
    ["checks:\n  - metric: ratio\n    tolerance: 1\n    min_n: 1.5", /gate\.yaml:4: .* a whole number/],
    [
      "checks:\n  - metric: ratio\n    tolerence: 1",
      /gate\.yaml:3: there is no field checks\[0\]\.tolerence; there are: name/,
    ],
    ["version: 2\nchecks: []", /gate\.yaml:1: version is newer/],
    ["checks:\n  - ratio", /gate\.yaml:2: checks\[0\] has to be a map/],
  ])("%j is told with line and field", (text, message) => {
    expect(() => parseGate("gate.yaml", text)).toThrow(message);
  });

  test("takes a version that looks like a number as the text that was written", () => {
    const { checks } = parseGate("g", "checks:\n  - {metric: ratio, group: 1.10, baseline: 1.9, tolerance: 0.1}");
    expect(checks[0]).toMatchObject({ group: "1.10", baseline: "1.9", start: "warm", layer: "function", line: 2 });
  });
});

describe("what others read", () => {
  test("as JUnit has a failure for what failed and a skipped one for what is not known", async () => {
    const xml = renderJUnit(
      await judge(
        gate(
          '  - {name: "<&\\" \\u0007", metric: ratio, group: gcp, tolerance: 0.2}',
          "  - {metric: throttle_rate, group: aws, max: 0.1}",
          "  - {metric: error_rate, group: aws, max: 0.1}",
        ),
      ),
    );
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(xml).toMatch(/<testcase name="&lt;&amp;&quot; " classname="ratio">\n {6}<failure message="1\./);
    expect(xml).toMatch(/<skipped message="there is no throttle_rate in this data"\/>/);
  });

  test("as Markdown is no markup of the telemetry's, and always short enough for a comment", async () => {
    const evil = "</details>|@everyone `x` [a](b)";
    const spans = Array.from({ length: 40 }, (_, index) =>
      invocation({ version: `${evil} ${index} ${"x".repeat(2000)}` }),
    );
    const comparison = await compare(await sourcesOf(spans), { by: ["version"], command: "isobar compare runs" });
    const text = renderMarkdown(comparison);
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
    expect(text).not.toContain("@everyone");
    expect(text).not.toContain("</details>|");
    const short = renderMarkdown(await judge(gate("  - {metric: ratio, group: gcp, tolerance: 0.2}")));
    expect(short).toMatch(/^### ❌ Gate: fail\n/);
    expect(short).toMatch(/\n\| aws \| 600 \| /);
  });
});
