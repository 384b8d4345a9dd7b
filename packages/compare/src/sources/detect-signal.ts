import { open } from "node:fs/promises";
import type { Signal } from "@isobar/otlp";

const SIGNALS: Readonly<Record<string, Signal>> = { Spans: "traces", Logs: "logs", Metrics: "metrics" };

/** A line of OTLP names its signal at its beginning, in lowerCamelCase or, of some writers, in snake_case. */
const FIRST_KEY = /"resource_?(Spans|Logs|Metrics)"/i;

/** What a file of OTLP JSON Lines holds, by its first 4 KiB; nothing where it is no such file. */
export async function detectSignal(path: string): Promise<Signal | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const word = FIRST_KEY.exec(buffer.toString("utf8", 0, bytesRead))?.[1] ?? "";
    return SIGNALS[`${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`];
  } finally {
    await file.close();
  }
}
