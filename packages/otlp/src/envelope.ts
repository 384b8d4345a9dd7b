import type { PartialMessage } from "./empty-message.ts";
import { toMetric, toMetricMessage } from "./metric-message.ts";
import type { Metric } from "./metric-model.ts";
import { metricsTable } from "./metric-tables.ts";
import type { LogRecord, Resource, Scope, Signal, SignalItems, Span } from "./model.ts";
import type { MessageOf } from "./table.ts";
import { logsTable, tracesTable } from "./tables.ts";

/** The request of each signal. */
export const envelopeTables = { traces: tracesTable, logs: logsTable, metrics: metricsTable } as const;

/** The decoded request of a signal. */
export type EnvelopeOf<S extends Signal> = MessageOf<(typeof envelopeTables)[S]>;

/** Turns a request into its entries; each knows its resource and scope, and shares them with its neighbours. */
export function flatten<S extends Signal>(signal: S, envelope: EnvelopeOf<S>): SignalItems[S][];
export function flatten(signal: Signal, envelope: unknown): unknown[] {
  if (signal === "traces") return flattenTraces(envelope as EnvelopeOf<"traces">);
  if (signal === "logs") return flattenLogs(envelope as EnvelopeOf<"logs">);
  return flattenMetrics(envelope as EnvelopeOf<"metrics">);
}

function flattenTraces(envelope: EnvelopeOf<"traces">): Span[] {
  return envelope.resourceSpans.flatMap((byResource) => {
    const resource: Resource = { ...byResource.resource, schemaUrl: byResource.schemaUrl };
    return byResource.scopeSpans.flatMap((byScope) => {
      const scope: Scope = { ...byScope.scope, schemaUrl: byScope.schemaUrl };
      return byScope.spans.map((span): Span => ({ resource, scope, ...span }));
    });
  });
}

function flattenLogs(envelope: EnvelopeOf<"logs">): LogRecord[] {
  return envelope.resourceLogs.flatMap((byResource) => {
    const resource: Resource = { ...byResource.resource, schemaUrl: byResource.schemaUrl };
    return byResource.scopeLogs.flatMap((byScope) => {
      const scope: Scope = { ...byScope.scope, schemaUrl: byScope.schemaUrl };
      return byScope.logRecords.map((record): LogRecord => ({ resource, scope, ...record }));
    });
  });
}

function flattenMetrics(envelope: EnvelopeOf<"metrics">): Metric[] {
  return envelope.resourceMetrics.flatMap((byResource) => {
    const resource: Resource = { ...byResource.resource, schemaUrl: byResource.schemaUrl };
    return byResource.scopeMetrics.flatMap((byScope) => {
      const scope: Scope = { ...byScope.scope, schemaUrl: byScope.schemaUrl };
      return byScope.metrics.map((metric) => toMetric(resource, scope, metric));
    });
  });
}

interface Group {
  resource: Resource;
  scopes: Map<Scope, SignalItems[Signal][]>;
}

/** Turns entries back into a request: the inverse of `flatten`, but for resources and scopes without entries. */
export function nest<S extends Signal>(signal: S, items: readonly SignalItems[S][]): PartialMessage {
  const groups = new Map<Resource, Group>();
  for (const item of items) {
    const group = groups.get(item.resource) ?? { resource: item.resource, scopes: new Map() };
    groups.set(item.resource, group);
    const entries = group.scopes.get(item.scope);
    if (entries === undefined) group.scopes.set(item.scope, [item]);
    else entries.push(item);
  }
  const suffix = { traces: "Spans", logs: "Logs", metrics: "Metrics" }[signal];
  const entriesName = { traces: "spans", logs: "logRecords", metrics: "metrics" }[signal];
  return {
    [`resource${suffix}`]: [...groups.values()].map(({ resource, scopes }) => ({
      resource,
      schemaUrl: resource.schemaUrl,
      [`scope${suffix}`]: [...scopes].map(([scope, entries]) => ({
        scope,
        schemaUrl: scope.schemaUrl,
        [entriesName]: signal === "metrics" ? entries.map((entry) => toMetricMessage(entry as Metric)) : entries,
      })),
    })),
  };
}
