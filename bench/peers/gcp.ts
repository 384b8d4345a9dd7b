import { API, BY_HAND, PINO } from "./packages.ts";
import type { Peer } from "./peer.ts";

/** Ways to observe a Cloud Run function; the framework that runs it is the platform's. */
export const GCP_PEERS: readonly Peer[] = [
  { platform: "gcp", name: "bare", title: "The handler alone", packages: {}, source: "gcp/bare.mjs" },
  {
    platform: "gcp",
    name: "pino",
    title: "pino alone",
    packages: PINO,
    source: "gcp/pino.mjs",
    note: "nothing is sent",
  },
  {
    platform: "gcp",
    name: "isobar",
    title: "Isobar",
    packages: API,
    ours: ["@isobar/core", "@isobar/gcp-functions"],
    source: "gcp/isobar.mjs",
    heedsCertificate: true,
  },
  {
    platform: "gcp",
    name: "otel",
    title: "OpenTelemetry SDK by hand",
    packages: BY_HAND,
    source: "gcp/otel.mjs",
    heedsCertificate: true,
    note: "no NodeSDK, no patching of modules, one flush of all signals before the response",
  },
];
