import { API, BY_HAND, PINO } from "./packages.ts";
import type { Peer } from "./peer.ts";

const AZURE = { "@azure/functions": "4.16.5" };
/** The Functions host gives it to the worker. */
const external = ["@azure/functions-core"];

/** Ways to observe an Azure function. */
export const AZURE_PEERS: readonly Peer[] = [
  { platform: "azure", name: "bare", title: "The handler alone", packages: AZURE, source: "azure/bare.mjs", external },
  {
    platform: "azure",
    name: "pino",
    title: "pino alone",
    packages: { ...AZURE, ...PINO },
    source: "azure/pino.mjs",
    external,
    note: "nothing is sent",
  },
  {
    platform: "azure",
    name: "isobar",
    title: "Isobar",
    packages: { ...AZURE, ...API },
    ours: ["@isobar/core", "@isobar/azure-functions"],
    source: "azure/isobar.mjs",
    external,
    heedsCertificate: true,
  },
  {
    platform: "azure",
    name: "otel",
    title: "OpenTelemetry SDK by hand",
    packages: { ...AZURE, ...BY_HAND },
    source: "azure/otel.mjs",
    external,
    heedsCertificate: true,
    note: "no NodeSDK, no patching of modules, one flush of all signals before the response",
  },
];
