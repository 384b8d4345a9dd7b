import type { Verdict } from "./check.ts";
import { OUTAGES, REQUEST_FAULTS, REQUESTS_PER_FAULT } from "./faults.ts";
import type { SoakOptions } from "./options.ts";
import { SIGNALS } from "./said.ts";

/** From so many invocations on, a fault that never happened is a flaw of the run. */
const ENOUGH_INVOCATIONS = 1000;

/** What has to happen in a run, by the platform: Azure freezes nothing, and Lambda no instance that is not done. */
function expectedFaults(platform: string): string[] {
  const all = [
    ...Object.keys(REQUEST_FAULTS),
    ...OUTAGES.map((how) => `outage:${how}`),
    ...["closed", "reset", "blackholed"].map((how) => `connections ${how}`),
    "frozen",
    "thawed",
    "SIGTERM",
    "SIGKILL",
  ];
  if (platform === "gcp") return all;
  return all.filter(
    (fault) => fault !== "store-then-freeze" && (platform === "aws" || !/^(frozen|thawed)$/.test(fault)),
  );
}

/** Everything that does not add up, and every fault of which the run shows nothing. */
export function findProblems(
  verdicts: readonly Verdict[],
  { invocations }: Pick<SoakOptions, "invocations">,
): string[] {
  const problems = verdicts.flatMap(({ platform, problems: own }) => own.map((text) => `${platform}: ${text}`));
  if (invocations < ENOUGH_INVOCATIONS) return problems;
  const happened = new Set(
    verdicts.flatMap(({ faults }) => Object.keys(faults).filter((fault) => (faults[fault] ?? 0) > 0)),
  );
  const missing = [...new Set(verdicts.flatMap(({ platform }) => expectedFaults(platform)))].filter(
    (fault) => !happened.has(fault),
  );
  return [
    ...problems,
    ...missing.map((fault) => `"${fault}" never happened: the run does not show what becomes of it`),
  ];
}

/** The sums as text. */
export function describeRun(verdicts: readonly Verdict[], problems: readonly string[], { seed }: SoakOptions): string {
  const lines = [`seed ${seed}; one request in ${REQUESTS_PER_FAULT} has a fault, and all of them in an outage`, ""];
  for (const verdict of verdicts) lines.push(...describePlatform(verdict), "");
  lines.push(...problems.slice(0, 50).map((problem) => `! ${problem}`));
  if (problems.length > 50) lines.push(`! and ${problems.length - 50} more`);
  lines.push(problems.length === 0 ? "The sums add up." : "The sums do not add up.");
  return `${lines.join("\n")}\n`;
}

function describePlatform({ platform, invocations, requests, sums, faults, killed }: Verdict): string[] {
  const rows = SIGNALS.map((signal) => {
    const {
      made,
      arrived,
      missing,
      killed: lost,
      dropped,
      unsent,
      possiblyLost,
      duplicates,
      possibleDuplicates,
    } = sums[signal];
    const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    return [signal, made, arrived, missing, lost, total, unsent, possiblyLost, duplicates, possibleDuplicates];
  });
  const header = [
    "",
    "made",
    "arrived",
    "missing",
    "killed",
    "dropped",
    "unsent",
    "maybe lost",
    "twice",
    "maybe twice",
  ];
  const reasons = SIGNALS.flatMap((signal) =>
    Object.entries(sums[signal].dropped).map(([reason, count]) => `${count} ${signal}: ${reason}`),
  );
  return [
    `${platform}: ${invocations} invocations, ${requests} export requests`,
    ...table([header, ...rows]),
    ...(reasons.length > 0 ? [`  dropped: ${reasons.join("; ")}`] : []),
    `  killed: ${killed.instances} instances (${killed.late} with late answers before), ${killed.invocations} invocations lost, the oldest answered ${killed.oldestMillis} ms of CPU before`,
    `  faults: ${Object.entries(faults)
      .toSorted()
      .map(([fault, count]) => `${fault} ${count}`)
      .join(", ")}`,
  ];
}

function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map(
    (row) =>
      `  ${row.map((cell, column) => (column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0))).join("  ")}`,
  );
}
