import type { CheckOutcome } from "../compare/gate-types.ts";
import type { Comparison } from "../compare/types.ts";

/** A gate's checks as JUnit XML: failed ones are failures, inconclusive ones are skipped, each with its reason. */
export function renderJUnit({ gate, createdAt }: Comparison): string {
  const checks = gate?.checks ?? [];
  const count = (verdict: CheckOutcome["verdict"]) => checks.filter((check) => check.verdict === verdict).length;
  const counts = `tests="${checks.length}" failures="${count("fail")}" errors="0" skipped="${count("inconclusive")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="isobar compare" ${counts}>
  <testsuite name="${escapeXml(gate?.file ?? "isobar compare")}" timestamp="${createdAt.replace(/\..*/, "")}" ${counts}>
${checks.map(renderCheck).join("")}  </testsuite>
</testsuites>
`;
}

function renderCheck({ name, metric, verdict, reason }: CheckOutcome): string {
  const head = `    <testcase name="${escapeXml(name)}" classname="${metric}"`;
  if (verdict === "pass") return `${head}>\n      <system-out>${escapeXml(reason)}</system-out>\n    </testcase>\n`;
  const element = verdict === "fail" ? "failure" : "skipped";
  return `${head}>\n      <${element} message="${escapeXml(reason)}"/>\n    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Names of groups come from telemetry. What XML 1.0 has no place for at all is left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "");
}
