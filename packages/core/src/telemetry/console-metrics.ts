import type { ExporterLike } from "../options.ts";
import type { ResourceMetrics } from "./metrics/model.ts";

/** Prints metrics, for `OTEL_METRICS_EXPORTER=console`: an object for each, with all of its points. */
export class ConsoleMetricExporter implements ExporterLike {
  export({ scopeMetrics }: ResourceMetrics, done: (result: { code: number }) => void): void {
    for (const { descriptor, dataPointType, dataPoints } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      // biome-ignore lint/suspicious/noConsole: it is what the user has asked for
      console.dir({ descriptor, dataPointType, dataPoints }, { depth: null });
    }
    done({ code: 0 });
  }
  async shutdown(): Promise<void> {}
}
