/**
 * The user's own `OTEL_*` variables, for functions that are started on this machine: a backend's headers, protocol and
 * compression reach them, but no endpoint and no name that is not theirs.
 */
export function telemetrySettings(): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // The endpoint of one signal would send it past the command's receiver.
    const isEndpoint = /^OTEL_EXPORTER_OTLP_(TRACES_|METRICS_|LOGS_)?ENDPOINT$/.test(name);
    if (value !== undefined && name.startsWith("OTEL_") && !isEndpoint && name !== "OTEL_SERVICE_NAME")
      settings[name] = value;
  }
  return settings;
}
