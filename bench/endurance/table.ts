import { formatDifference, formatNumber, formatRows } from "../measure/markdown.ts";
import { OWNERS, type Owner } from "../profile/locate.ts";
import type { FunctionTime } from "../profile/summarize.ts";
import type { EnduranceFigures } from "./figures.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE * KIBIBYTE;
const TITLES: Readonly<Record<Owner, string>> = {
  isobar: "Isobar, with what is built into it",
  function: "The rest of the function",
  platform: "The platform's runtime",
  node: "Node and V8",
  collector: "Garbage collection",
  program: "Outside of JavaScript",
  idle: "Idle",
};

/** The figures as Markdown. */
export function formatTables(
  figures: EnduranceFigures,
  { limitBytes, top }: { limitBytes: number; top: number },
): string {
  const { profile, growthBytes } = figures;
  const own = profile.functions.filter(({ owner }) => owner === "isobar");
  const charged = own.toSorted((a, b) => b.chargedMillis - a.chargedMillis);
  const growth = `${formatDifference(growthBytes / KIBIBYTE, 0)} KiB`;
  return [
    formatHeap(figures),
    `\nGrowth of the last half: **${growth}**, ${limitBytes / KIBIBYTE} KiB at most${growthBytes < limitBytes ? "" : ": **TOO MUCH**"}.\n`,
    `\nWhere the time of ${profile.invocations} invocations went:\n\n${formatOwners(figures)}`,
    `\nThe largest self times:\n\n${formatFunctions(profile.functions.slice(0, top), figures)}`,
    own.length === 0 ? "" : `\nOf Isobar's own:\n\n${formatFunctions(own.slice(0, top), figures)}`,
    own.length === 0 ? "" : `\nOf Isobar's own, with what they call of Node and V8:\n\n`,
    own.length === 0 ? "" : formatFunctions(charged.slice(0, top), figures, ({ chargedMillis }) => chargedMillis),
  ].join("");
}

function formatHeap({ points }: EnduranceFigures): string {
  const rows = points.map(({ invocations, usedBytes, externalBytes, residentBytes, cpuMillis }) => [
    String(invocations),
    formatNumber(usedBytes / KIBIBYTE, 0),
    formatNumber(externalBytes / KIBIBYTE, 0),
    formatNumber(residentBytes / MEBIBYTE, 1),
    formatNumber(cpuMillis, 2),
  ]);
  return formatRows(["Invocations", "Heap KiB", "Outside of it KiB", "Resident MiB", "CPU ms each"], rows);
}

function formatOwners({ profile: { byOwner, busyMillis, invocations } }: EnduranceFigures): string {
  const rows = OWNERS.filter((owner) => owner !== "idle" && byOwner[owner] !== undefined).map((owner) => [
    TITLES[owner],
    ...formatTime(byOwner[owner] ?? 0, busyMillis, invocations),
  ]);
  return formatRows(["", "Share", "ms each"], rows);
}

function formatFunctions(
  functions: readonly FunctionTime[],
  { profile: { busyMillis, invocations } }: EnduranceFigures,
  read: (time: FunctionTime) => number = ({ selfMillis }) => selfMillis,
): string {
  const rows = functions.map((time) => [
    `\`${time.name}\``,
    time.at === undefined ? "–" : `\`${time.at}\``,
    ...formatTime(read(time), busyMillis, invocations),
  ]);
  return formatRows(["Function", "Where", "Share", "ms each"], rows);
}

function formatTime(millis: number, ofMillis: number, invocations: number): string[] {
  return [`${formatNumber((100 * millis) / ofMillis, 1)} %`, formatNumber(millis / invocations, 4)];
}
