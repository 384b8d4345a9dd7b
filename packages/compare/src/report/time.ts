/** A moment as a person reads it; its time zone is UTC, whoever reads. */
export function formatTime(epochMillis: number): string {
  const date = new Date(epochMillis);
  if (Number.isNaN(date.getTime())) return "–";
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
