import type { CellFigures, RunFigures, Spread } from "./figures.ts";

const PLATFORM_NAMES = { aws: "AWS Lambda", gcp: "Google Cloud", azure: "Azure" };
const HEAD = [
  "Platform",
  "Backend",
  "Requests/s",
  "Bare p50 / p99",
  "Latency over bare",
  "95 % of that p99",
  "Hold over bare",
  "Held over bare",
  "Billed over bare",
  "Instances (bare)",
  "Started (bare)",
  "Response to arrival",
];

/** The figures as a Markdown table; times in milliseconds, `p50 / p99`. */
export function formatTable(cells: readonly CellFigures[]): string {
  const rows = cells.map((cell) => {
    const { bare, isobar } = cell;
    return [
      PLATFORM_NAMES[cell.platform],
      cell.backend,
      formatRate(cell.rate),
      formatSpread(bare.latencyMillis),
      formatSpread(difference(isobar.latencyMillis, bare.latencyMillis), true),
      cell.p99OverBareInterval.map((each) => formatNumber(each, true)).join(" to "),
      formatSpread(difference(isobar.holdMillis, bare.holdMillis), true),
      formatHeld(isobar, bare),
      formatBilled(isobar, bare),
      `${isobar.instances} (${bare.instances})`,
      `${isobar.started} (${bare.started})`,
      `${formatSpread(cell.arrivalMillis)}${cell.neverArrived ? `, ${cell.neverArrived} never` : ""}`,
    ];
  });
  const failed = cells.flatMap(({ platform, backend, rate, bare, isobar }) =>
    [bare, isobar].some((run) => run.failed > 0)
      ? [`${platform}, ${backend}, ${rate}/s: failed requests: bare ${bare.failed}, wrapped ${isobar.failed}`]
      : [],
  );
  const lines = [HEAD, HEAD.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return `${[...lines, ...failed].join("\n")}\n`;
}

function formatRate(rate: number): string {
  return rate < 1 ? `${Math.round(rate * 60)}/min` : String(rate);
}

function difference(one: Spread | undefined, other: Spread | undefined): Spread | undefined {
  return one && other && { p50: one.p50 - other.p50, p99: one.p99 - other.p99 };
}

function formatSpread(spread: Spread | undefined, isSigned = false): string {
  if (spread === undefined) return "–";
  return [spread.p50, spread.p99].map((each) => formatNumber(each, isSigned)).join(" / ");
}

function formatHeld(isobar: RunFigures, bare: RunFigures): string {
  if (isobar.heldShare === undefined || bare.heldShare === undefined) return "–";
  return `${formatNumber((isobar.heldShare - bare.heldShare) * 100, true)} %`;
}

function formatBilled(isobar: RunFigures, bare: RunFigures): string {
  if (isobar.billedMillis === undefined || bare.billedMillis === undefined) return "–";
  return formatNumber(isobar.billedMillis - bare.billedMillis, true);
}

function formatNumber(value: number, isSigned: boolean): string {
  const text = Math.abs(value).toFixed(Math.abs(value) < 100 ? 1 : 0);
  if (!isSigned) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}
