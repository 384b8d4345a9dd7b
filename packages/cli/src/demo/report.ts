import { groupByTrace, type LogRecord, nanosToMillis, type SpanNode } from "@isobar/otlp";
import type { Terminal } from "../terminal.ts";
import { REQUEST_ID } from "./ledger.ts";
import type { DemoReport } from "./run.ts";
import type { PlatformSummary } from "./summary.ts";

type Paint = Terminal["paint"];

/** The report as a person reads it: a table, one failing invocation, the platforms compared, where everything lies. */
export async function renderReport(report: DemoReport, paint: Paint): Promise<string> {
  const parts = [
    renderTable(report.summary.platforms, paint),
    renderFailure(report, paint),
    ...(report.endpoint === undefined
      ? []
      : ["Telemetry went to the backend of --endpoint; what arrived there is not counted.\n"]),
    renderProblems(report.problems, paint),
    await renderCompared(report, paint),
    `Run folder: ${report.summary.runFolder}\n${report.summary.report === null ? "" : `Report: ${report.summary.report}\n`}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** The comparison with the one threat that matters most here; its report has the others. */
async function renderCompared({ compared }: DemoReport, paint: Paint): Promise<string> {
  if (compared === undefined) return "";
  if (typeof compared === "string") return `The platforms are not compared: ${compared}\n`;
  const { renderComparison } = await import("@isobar/compare");
  const { comparison } = compared;
  const [local, ...others] = comparison.threats;
  const text = renderComparison({ ...comparison, threats: local === undefined ? [] : [local] }, paint);
  return `${text}- ${others.length} more in the report\n`;
}

const ROWS: readonly (readonly [string, (summary: PlatformSummary) => number | null, string])[] = [
  ["requests", (summary) => summary.requests, ""],
  ["messages", (summary) => summary.messages, ""],
  ["invocations", (summary) => summary.invocations, ""],
  ["errors", (summary) => summary.errors, ""],
  ["  of them timeouts", (summary) => summary.timeouts, ""],
  ["returned 5xx", (summary) => summary.http5xx, ""],
  ["cold starts", (summary) => summary.coldStarts, ""],
  ["init, median", (summary) => summary.initMillis, " ms"],
  ["warm p50", (summary) => summary.p50Millis, " ms"],
  ["warm p95", (summary) => summary.p95Millis, " ms"],
  ["spans received", (summary) => summary.spansReceived, ""],
  ["logs received", (summary) => summary.logsReceived, ""],
  ["lost", (summary) => summary.lost, ""],
];

function renderTable(platforms: readonly PlatformSummary[], paint: Paint): string {
  const width = Math.max(...platforms.map(({ platform }) => platform.length), 12) + 2;
  const head = `${"".padEnd(20)}${platforms.map(({ platform }) => platform.padStart(width)).join("")}`;
  const rows = ROWS.map(([title, read, unit]) => {
    const cells = platforms.map((summary) => {
      const value = read(summary);
      const cell = (value === null ? "-" : `${value}${unit}`).padStart(width);
      return title === "lost" && value !== null ? paint(value === 0 ? "green" : "red", cell) : cell;
    });
    return `${title.padEnd(20)}${cells.join("")}`;
  });
  return `${[paint("bold", head), ...rows].join("\n")}\n`;
}

/** The first invocation that threw, as a tree of spans with its log lines in between. */
function renderFailure({ spans, logRecords }: DemoReport, paint: Paint): string {
  const failed = spans.find(
    (span) => span.kind === "server" && span.attributes["error.type"] === "PaymentGatewayError",
  );
  if (failed === undefined) return "";
  const trace = groupByTrace(spans.filter((span) => span.traceId === failed.traceId))[0];
  const logs = logRecords.filter((record) => record.traceId === failed.traceId);
  const tops = trace === undefined ? [] : [...(trace.root ? [trace.root] : []), ...trace.orphans];
  const platform = String(failed.resource.attributes["cloud.platform"]);
  const lines = tops.flatMap((node) => renderNode(node, logs, "", paint));
  return `${paint("bold", `One failing invocation on ${platform} (${failed.attributes[REQUEST_ID]})`)}\n${lines.join("\n")}\n`;
}

function renderNode({ span, children }: SpanNode, logs: readonly LogRecord[], indent: string, paint: Paint): string[] {
  const duration = nanosToMillis(span.endTimeUnixNano - span.startTimeUnixNano).toFixed(1);
  const error = span.status.code === "error" ? paint("red", ` ${span.attributes["error.type"] ?? "error"}`) : "";
  const own = logs
    .filter((record) => record.spanId === span.spanId)
    .map((record) => ({ at: record.timeUnixNano, lines: [renderLog(record, `${indent}  `, paint)] }));
  const inner = children.map((child) => ({
    at: child.span.startTimeUnixNano,
    lines: renderNode(child, logs, `${indent}  `, paint),
  }));
  const inOrder = [...own, ...inner].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return [`${indent}${paint("cyan", span.name)} ${duration} ms${error}`, ...inOrder.flatMap(({ lines }) => lines)];
}

function renderLog(record: LogRecord, indent: string, paint: Paint): string {
  const text =
    record.eventName === "" ? String(record.body) : `${record.eventName}: ${record.attributes["exception.type"]}`;
  return `${indent}${paint(record.severityNumber >= 17 ? "red" : "dim", `${record.severityText.padEnd(5)} ${text}`)}`;
}

const SHOWN_PROBLEMS = 10;

function renderProblems(problems: readonly string[], paint: Paint): string {
  if (problems.length === 0) return "";
  const shown = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `  ${problem}`);
  const rest = problems.length - shown.length;
  return `${paint("red", "Not as it should be:")}\n${shown.join("\n")}${rest > 0 ? `\n  and ${rest} more` : ""}\n`;
}
