import { type BenchProgress, type BenchResult, expectedSeconds, type TargetSummary } from "@isobar/compare";
import type { Terminal } from "../terminal.ts";
import type { BenchSettings } from "./settings.ts";

/** What will be sent. */
export function renderPlan({ pattern, options, seed, local }: BenchSettings, targets: number): string {
  const isOneByOne = pattern === "cold" && local !== undefined;
  const time = isOneByOne ? "one after the other" : `in about ${formatSeconds(expectedSeconds(pattern, options))}`;
  return `${pattern}: at most ${options.blockSize + options.invocations} requests to each of ${targets} targets, ${time}, seed ${seed}\n`;
}

/** What it may cost: said before more than one request each is sent. */
export function renderEstimate(usd: number, { options: { maxUsd }, models }: BenchSettings): string {
  const limit = maxUsd === undefined ? "" : `; it ends before $${maxUsd}`;
  const guess = models.size === 0 ? "; --model says by what the targets are billed" : "";
  return `estimated cost: $${usd.toFixed(usd < 0.1 ? 4 : 2)}, if all answers take as long as the first${limit}${guess}\n`;
}

/** How far the run is, in one line. */
export function renderProgress({ done, total, leftSeconds }: BenchProgress): string {
  const counts = Object.entries(done).map(([id, count]) => `${id} ${count}/${total}`);
  return [...counts, ...(leftSeconds === undefined ? [] : [`${formatSeconds(leftSeconds)} left`])].join("  ");
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 120) return `${whole} s`;
  return whole < 7200 ? `${Math.round(whole / 60)} min` : `${(whole / 3600).toFixed(1)} h`;
}

/** The table of a run, and what to do with it. */
export function renderResult({ folder, info, targets }: BenchResult, paint: Terminal["paint"]): string {
  const width = Math.max(...targets.map(({ target }) => target.length), 6);
  const rows = targets.map((summary) => [summary.target.padEnd(width), ...cellsOf(summary)].join("  "));
  const head = [" ".repeat(width), ...COLUMNS.map(({ title, size }) => title.padStart(size))].join("  ");
  const late = info.late ?? 0;
  const lines = [
    `${paint("bold", `${info.pattern}, seed ${info.seed}`)}; ended by ${info.ended}. Milliseconds from the intended time; medians of handler and rest`,
    paint("dim", head),
    ...rows,
    ...targets.flatMap(describeFailures).map((line) => paint("yellow", line)),
    ...(late > 0
      ? [paint("yellow", `${late} requests left more than 10 ms late: this machine had too much to do`)]
      : []),
    ...info.notes.map((note) => paint("dim", note)),
    ...(info.usd === undefined ? [] : [`estimated cost: $${info.usd.toFixed(4)}, each invocation billed alone`]),
    `run: ${folder}`,
  ];
  return `${lines.join("\n")}\n`;
}

const millis = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(1));

const COLUMNS: readonly { title: string; size: number; read(summary: TargetSummary): string }[] = [
  { title: "requests", size: 8, read: ({ requests }) => String(requests) },
  { title: "ok", size: 6, read: ({ outcomes }) => String(outcomes.ok ?? 0) },
  { title: "cold", size: 6, read: ({ cold }) => String(cold ?? "?") },
  { title: "measured", size: 8, read: ({ measured }) => String(measured) },
  { title: "p50", size: 9, read: ({ p50 }) => millis(p50) },
  { title: "p95", size: 9, read: ({ p95 }) => millis(p95) },
  { title: "handler", size: 9, read: ({ handler }) => millis(handler) },
  { title: "rest", size: 9, read: ({ networkAndPlatform }) => millis(networkAndPlatform) },
];

function cellsOf(summary: TargetSummary): string[] {
  return COLUMNS.map(({ size, read }) => read(summary).padStart(size));
}

const OUTCOMES: Readonly<Record<string, string>> = {
  app_error: "answered 400 or more by the function itself",
  throttled: "429 from the platform: it had no capacity",
  platform_error: "5xx from the platform: it failed, or the handler threw",
  refused: "4xx from the platform",
  unattributed: "400 or more, of whom is not known: the answers have no stamp",
  no_answer: "no answer",
  dropped: "not sent: too many were under way",
};

function describeFailures({ target, outcomes }: TargetSummary): string[] {
  return Object.entries(outcomes).flatMap(([outcome, count]) => {
    const text = OUTCOMES[outcome];
    return text === undefined ? [] : [`${target}: ${count} ${text}`];
  });
}
