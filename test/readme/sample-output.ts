/** What differs from run to run: ids, times, durations. */
const VOLATILE = [/\b[0-9a-f]{32}\b/g, /\b[0-9a-f]{16}\b/g, /\d{4}-\d\d-\d\dT[\d:.]+Z/g, /\d+(?:\.\d+)? ms\b/g];

/** One line without what differs from run to run. */
function normalize(line: string): string {
  return VOLATILE.reduce((text, pattern) => text.replaceAll(pattern, "#"), line)
    .replaceAll(/\s+/g, " ")
    .trim();
}

const readLines = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

/**
 * The lines of a page's sample output that a real run did not write, and those that it wrote beside. `…` in a sample
 * stands for what was left out. Order does not count: a function's log and its answer reach the terminal on two ways.
 */
export function compareOutput(
  sample: string,
  real: string,
  simplify: (line: string) => string = (line) => line,
): { readonly missing: string[]; readonly unexpected: string[] } {
  const left = readLines(real).map((line) => normalize(simplify(line)));
  const missing = readLines(sample).filter((line) => {
    const parts = normalize(simplify(line)).split("…");
    const pattern = new RegExp(`^${parts.map(escapePattern).join(".*")}$`);
    const at = left.findIndex((candidate) => pattern.test(candidate));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return { missing, unexpected: left };
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
