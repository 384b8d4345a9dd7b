/** A Markdown table. */
export function formatRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

/** `12.3` */
export function formatNumber(value: number | undefined, digits = 1): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits).replace("-", "−");
}

/** `+12.3`, `−0.4` */
export function formatDifference(value: number | undefined, digits = 1): string {
  const text = formatNumber(value, digits);
  return /^\d/.test(text) ? `+${text}` : text;
}
