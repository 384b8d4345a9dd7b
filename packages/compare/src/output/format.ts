import type { Rate } from "../compare/types.ts";
import type { Estimate } from "../statistics/estimate.ts";

/** Three significant digits, and no more digits in front of the point than there are. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return String(Math.round(value));
  const text = value.toPrecision(3);
  return text.includes("e") ? String(Number(text)) : text;
}

/** "41.2 [40.1–43.0]", or what there is too little of. */
export function formatEstimate(estimate: Estimate | undefined, format = formatNumber): string {
  if (estimate === undefined) return "–";
  const { interval } = estimate;
  if (interval === undefined) return estimate.missing === "too few samples" ? "n too small" : "few instances";
  return `${format(estimate.estimate)} [${format(interval.low)}–${format(interval.high)}]`;
}

/** With a sign: of a difference. */
export function formatShift(value: number): string {
  return `${value > 0 ? "+" : ""}${formatNumber(value)}`;
}

export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || Math.abs(percent) >= 99.95) return String(Math.round(percent));
  return percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0);
}

/** "2 (0.3–3.6 %)"; of none, up to what it may be all the same: "0 (≤1.9 %)". */
export function formatRate({ count, share }: Rate): string {
  if (share === undefined) return "–";
  const { low, high } = share.interval;
  return count === 0 ? `0 (≤${formatShare(high)} %)` : `${count} (${formatShare(low)}–${formatShare(high)} %)`;
}

export function formatBytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** "n thing", "n things". */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
