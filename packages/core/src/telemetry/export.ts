import { context, diag } from "@opentelemetry/api";
import type { ExportResult } from "@opentelemetry/core";
import type { ExporterLike } from "../options.ts";
import { redactUrls } from "../redact.ts";
import type { SendEnd, Sender } from "./send.ts";
import { suppressTracing } from "./suppress-tracing.ts";

/** What an exporter answers: `ExportResultCode` of `@opentelemetry/core`. */
const SUCCESS: ExportResult["code"] = 0;
const FAILED: ExportResult["code"] = 1;

/** An exporter of the user's own, or one of OpenTelemetry's, as a sender. Its own HTTP calls are not traced. */
export function createExporterSender<Items>(exporter: ExporterLike): Sender<Items> {
  let giveUp = (): void => {};
  return {
    interrupt: () => giveUp(),
    send: (items) =>
      new Promise((resolve) => {
        // An exporter cannot be told to stop: what it comes to later is not heard.
        giveUp = () => resolve({ kind: "unclear" });
        exportItems(exporter, items, resolve);
      }),
    tryLast(items) {
      let end: SendEnd = { kind: "unclear" };
      exportItems(exporter, items, (early) => {
        end = early;
      });
      return end;
    },
  };
}

/** Hands items to an exporter, and tells of its answer. Never throws. */
function exportItems(exporter: ExporterLike, items: unknown, resolve: (end: SendEnd) => void): void {
  const settle = (result: ExportResult): void => {
    if (result.code === SUCCESS) {
      resolve({ kind: "sent" });
      return;
    }
    const status = (result.error as { code?: unknown } | undefined)?.code;
    diag.debug(`isobar: an export failed: ${redactUrls(result.error?.message ?? "no reason given")}`);
    // The official exporters give the status code of an answer that must not be retried, and only of that.
    resolve({ kind: typeof status === "number" && status >= 300 ? "refused" : "retry" });
  };
  context.with(suppressTracing(context.active()), () => {
    try {
      // An exporter of the application's own may be an async function: its rejection must not end the process.
      const returned: unknown = exporter.export(items as never, settle);
      if (returned instanceof Promise) {
        returned.catch((error: Error) => settle({ code: FAILED, error }));
      }
    } catch (error) {
      settle({ code: FAILED, error: error as Error });
    }
  });
}
