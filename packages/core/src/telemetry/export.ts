import { context, diag } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, suppressTracing } from "@opentelemetry/core";
import type { ExporterLike } from "../options.ts";
import { redactUrls } from "../redact.ts";

/** How an export ended: `retry` may be sent again, `refused` never. */
export type ExportEnd = "sent" | "retry" | "refused";

/**
 * Hands items to an exporter, and waits for its answer. The exporter's own HTTP calls are not traced. Never rejects.
 */
export function exportItems(exporter: ExporterLike, items: unknown): Promise<ExportEnd> {
  return new Promise((resolve) => {
    const settle = (result: ExportResult): void => {
      if (result.code === ExportResultCode.SUCCESS) {
        resolve("sent");
        return;
      }
      const status = (result.error as { code?: unknown } | undefined)?.code;
      diag.debug(`isobar: an export failed: ${redactUrls(result.error?.message ?? "no reason given")}`);
      // The official exporters give the status code of an answer that must not be retried, and only of that.
      resolve(typeof status === "number" && status >= 300 ? "refused" : "retry");
    };
    context.with(suppressTracing(context.active()), () => {
      try {
        // An exporter of the application's own may be an async function: its rejection must not end the process.
        const returned: unknown = exporter.export(items as never, settle);
        if (returned instanceof Promise) {
          returned.catch((error: Error) => settle({ code: ExportResultCode.FAILED, error }));
        }
      } catch (error) {
        settle({ code: ExportResultCode.FAILED, error: error as Error });
      }
    });
  });
}
