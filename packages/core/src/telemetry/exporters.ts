import { createConnection } from "node:net";
import { diag } from "@opentelemetry/api";
import type { OtlpTarget, Signal } from "../config/otlp.ts";
import type { Config } from "../config.ts";
import { ConsoleLogExporter } from "./console-logs.ts";
import { ConsoleMetricExporter } from "./console-metrics.ts";
import { ConsoleSpanExporter } from "./console-spans.ts";
import { createExporterSender } from "./export.ts";
import { createOtlpSender } from "./otlp/sender.ts";
import type { Sender } from "./send.ts";

const CONSOLE = { traces: ConsoleSpanExporter, metrics: ConsoleMetricExporter, logs: ConsoleLogExporter };

/** What sends one signal: the user's exporter, OTLP, or undefined where the signal is switched off. */
export function createSender<Items>(config: Config, signal: Signal): Sender<Items> | undefined {
  const given = config.options.exporters?.[signal];
  if (given !== undefined) return createExporterSender(given);
  const name = config.exporters[signal];
  if (name === "none") return undefined;
  if (name === "console") return createExporterSender(new CONSOLE[signal]());
  const target = config.otlp[signal];
  const sender = createOtlpSender<Items>(signal, target, mayRepeat(config, signal));
  return target.isDefault ? unlessNobodyListens(sender, target) : sender;
}

/** A delta that is counted twice is wrong; spans and log records have ids, cumulative points a start. */
export function mayRepeat(config: Pick<Config, "temporality">, signal: Signal): boolean {
  return signal !== "metrics" || config.temporality === "cumulative";
}

let listens: Promise<boolean> | undefined;

/**
 * Without a configured endpoint, looks once whether anything listens on the default one. If nothing does, telemetry
 * is discarded from then on, and one warning says which variable to set.
 */
function unlessNobodyListens<Items>(sender: Sender<Items>, target: OtlpTarget): Sender<Items> {
  let isSilent = false;
  const isListening = (): Promise<boolean> => {
    listens ??= probe(new URL(target.url));
    void listens.then((found) => {
      isSilent = !found;
    });
    return listens;
  };
  return {
    ...sender,
    send: async (items) => ((await isListening()) ? sender.send(items) : { kind: "sent" }),
    tryLast: (items) => (isSilent ? { kind: "sent" } : sender.tryLast(items)),
    warm: async () => void ((await isListening()) && (await sender.warm?.())),
  };
}

function probe(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: url.hostname, port: Number(url.port || "80"), timeout: 200 });
    const settle = (isListening: boolean): void => {
      socket.destroy();
      if (!isListening) {
        diag.warn(
          `isobar: nothing listens on ${url.origin}, so telemetry is discarded; set OTEL_EXPORTER_OTLP_ENDPOINT to your backend's URL`,
        );
      }
      resolve(isListening);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
