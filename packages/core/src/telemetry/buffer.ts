import { diag } from "@opentelemetry/api";
import type { Signal } from "../config/otlp.ts";
import type { ExportSource } from "../flush.ts";
import type { ExporterLike } from "../options.ts";
import { exportItems } from "./export.ts";

/** Why a record was dropped. */
export type DropReason = "buffer_full" | "refused" | "filter_failed";

/** Told of every record that is dropped: nothing is lost without a count. */
export type OnDrop = (signal: Signal, reason: DropReason, count: number) => void;

const MAX_ITEMS = 2048;
const MAX_BATCH = 512;

/** Finished spans or log records, until they are sent. */
export interface Buffer<Item> extends ExportSource {
  add(item: Item): void;
}

/**
 * Holds 2048 items at most, and drops the oldest when more come. What could not be sent goes back to the front; what
 * the backend refused for good is dropped. Both are counted.
 */
export function createBuffer<Item>(signal: Signal, exporter: ExporterLike, onDrop: OnDrop): Buffer<Item> {
  let items: Item[] = [];

  const trim = (): void => {
    const excess = items.length - MAX_ITEMS;
    if (excess <= 0) return;
    items.splice(0, excess);
    onDrop(signal, "buffer_full", excess);
  };

  return {
    add(item) {
      items.push(item);
      trim();
    },
    hasPending: () => items.length > 0,
    async send() {
      const batch = items;
      items = [];
      for (let sent = 0; sent < batch.length; sent += MAX_BATCH) {
        const part = batch.slice(sent, sent + MAX_BATCH);
        const end = await exportItems(exporter, part);
        if (end === "sent") continue;
        if (end === "refused") {
          onDrop(signal, "refused", part.length);
          continue;
        }
        items = [...batch.slice(sent), ...items];
        trim();
        return false;
      }
      return true;
    },
  };
}

/** Counts what is dropped, and warns once for each signal and reason. */
export function createDropCounter(count: (signal: Signal, reason: DropReason, amount: number) => void): OnDrop {
  const warned = new Set<string>();
  return (signal, reason, amount) => {
    count(signal, reason, amount);
    const key = `${signal} ${reason}`;
    if (warned.has(key)) return;
    warned.add(key);
    diag.warn(`isobar: ${signal} were dropped (${MEANINGS[reason]}); they are counted in isobar.dropped`);
  };
}

const MEANINGS: Record<DropReason, string> = {
  buffer_full: "more waited for the backend than the buffer holds",
  refused: "the backend refused them for good",
  filter_failed: "beforeExport threw",
};
