import type { CheckOutcome, GateOutcome } from "../compare/gate-types.ts";
import type { Group } from "../compare/types.ts";
import { InputError } from "../input-error.ts";
import { formatNumber, formatShare } from "../output/format.ts";
import { combineVerdicts, type Verdict } from "../statistics/verdict.ts";
import { type Evidence, gather, type Judged } from "./evidence.ts";
import { type Gate, type GateCheck, LEAST_N } from "./types.ts";

interface Question {
  readonly check: GateCheck;
  readonly group: Group;
  readonly baseline: Group | undefined;
  readonly evidence: Evidence;
  readonly minN: number;
}

/**
 * Judges a gate: a check fails where all of the value's interval lies above the limit, passes where all of it lies below,
 * and is inconclusive else. Failing together with others needs wider intervals, by Holm's rule: a gate with twenty checks
 * cries wolf as seldom as one with one.
 *
 * @param baseline id of the group that checks without one of their own compare with
 * @throws InputError where a check names a group that there is not
 */
export function judgeGate(
  gate: Gate,
  judged: Judged,
  { baseline, level }: { baseline: string; level: number },
): GateOutcome {
  const questions = gate.checks.flatMap((check) => ask(check, gate, judged, baseline));
  const levels = levelsOfFailing(questions, level);
  const checks = questions.map((question, index) => answer(question, level, levels.get(index)));
  return { file: gate.file, verdict: combineVerdicts(checks.map(({ verdict }) => verdict)), checks };
}

function ask(check: GateCheck, { file }: Gate, judged: Judged, defaultBaseline: string): Question[] {
  const find = (id: string, field: string): Group => {
    const found = judged.groups.find((group) => group.id === id);
    if (found !== undefined) return found;
    const known = judged.groups.map((group) => group.id).join(", ");
    throw new InputError(`${file}:${check.line}: ${field} "${id}" is not among the groups: ${known}`);
  };
  const isRelative = check.max === undefined;
  const baseline = isRelative ? find(check.baseline ?? defaultBaseline, "baseline") : undefined;
  const groups =
    check.group === "*" ? judged.groups.filter((group) => group !== baseline) : [find(check.group, "group")];
  const isCold = check.start === "cold" || check.metric === "cold_overhead";
  return groups.map((group) => ({
    check,
    group,
    baseline,
    evidence: gather(check, group, baseline, judged),
    minN: check.minN ?? (isCold ? LEAST_N.cold : LEAST_N.warm),
  }));
}

function verdictAt({ evidence, minN }: Question, level: number): Verdict {
  const interval = evidence.value(level)?.interval;
  if (interval === undefined || evidence.n < minN || Number.isNaN(evidence.limit)) return "inconclusive";
  if (interval.high <= evidence.limit) return "pass";
  return interval.low > evidence.limit ? "fail" : "inconclusive";
}

/**
 * Holm's step-down rule without p-values: of m checks the first has to fail at 1 - (1 - level) / m; each that does makes
 * the next one's level that of one check less.
 */
function levelsOfFailing(questions: readonly Question[], level: number): Map<number, number> {
  const failing = new Map<number, number>();
  for (;;) {
    const before = failing.size;
    const strict = 1 - (1 - level) / Math.max(1, questions.length - before);
    for (const [index, question] of questions.entries())
      if (!failing.has(index) && verdictAt(question, strict) === "fail") failing.set(index, strict);
    if (failing.size === before) return failing;
  }
}

function answer(question: Question, level: number, failedAt: number | undefined): CheckOutcome {
  const { check, group, baseline, evidence, minN } = question;
  const alone = verdictAt(question, level);
  const verdict = alone === "fail" && failedAt === undefined ? "inconclusive" : alone;
  const value = evidence.value(level);
  const name = check.name ?? `${[group.id, baseline?.id].filter((id) => id !== undefined).join("/")} ${check.metric}`;
  return {
    name: check.name !== undefined && check.group === "*" ? `${check.name} (${group.id})` : name,
    metric: check.metric,
    group: group.id,
    ...(baseline !== undefined && { baseline: baseline.id }),
    start: check.start,
    layer: check.layer,
    limit: evidence.limit,
    unit: evidence.unit,
    ...(value !== undefined && { value }),
    n: evidence.n,
    minN,
    level: failedAt ?? level,
    verdict,
    reason: explain(question, verdict, alone, level),
  };
}

function explain({ evidence, minN, check }: Question, verdict: Verdict, alone: Verdict, level: number): string {
  const { n, limit, unit } = evidence;
  const value = evidence.value(level);
  if (value === undefined || Number.isNaN(limit)) return `there is no ${check.metric} in this data`;
  if (n < minN) return `n=${n} is less than the ${minN} that it needs`;
  const { interval } = value;
  if (interval === undefined) {
    return value.missing === "too few samples"
      ? `n=${n} is too small for an interval`
      : `too few instances for an interval, with n=${n}`;
  }
  const format = (number: number) => formatWithUnit(number, unit);
  const told = `${format(value.estimate)} [${format(interval.low)}–${format(interval.high)}]`;
  if (verdict === "pass") return `${told} is within ${format(limit)}`;
  if (verdict === "fail") return `${told} is above ${format(limit)}`;
  if (alone === "fail") return `${told} is above ${format(limit)}, but may be so by chance among so many checks`;
  return `${told} may be within ${format(limit)} or above: it takes more samples`;
}

function formatWithUnit(value: number, unit: Evidence["unit"]): string {
  if (unit === "share") return `${formatShare(value)} %`;
  const number = formatNumber(value);
  return unit === "ms" ? `${number} ms` : unit === "usd" ? `$${number}` : number;
}
