import type { OutgoingCall } from "@isobar/core";

/** The services whose calls are recognised. */
export type AzureService =
  | "blob"
  | "queue"
  | "table"
  | "cosmos"
  | "servicebus"
  | "eventgrid"
  | "appconfig"
  | "keyvault";

/** A call to a service, with the path behind what names the account. */
export interface AzureCall {
  readonly service: AzureService;
  readonly call: OutgoingCall;
  /** The host's first label: account, namespace, vault, store or topic; undefined at a stand-in. */
  readonly account: string | undefined;
  /** Not decoded, without empty ones. */
  readonly segments: readonly string[];
}

/** Suffixes of hosts, in all of Azure's clouds. */
const HOSTS: readonly (readonly [service: AzureService, host: RegExp])[] = [
  ["blob", /\.(?:blob|dfs)\.(?:core\.[a-z.]+|storage\.azure\.net)$/],
  ["queue", /\.queue\.(?:core\.[a-z.]+|storage\.azure\.net)$/],
  ["table", /\.table\.(?:core\.[a-z.]+|storage\.azure\.net|cosmos\.azure\.com)$/],
  ["cosmos", /\.documents\.azure\.(?:com|us|cn)$/],
  ["servicebus", /\.servicebus\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/],
  ["eventgrid", /\.eventgrid\.azure\.(?:net|us|cn)$/],
  ["appconfig", /\.azconfig\.(?:io|azure\.us|azure\.cn)$/],
  ["keyvault", /\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/],
];

/** What Azure's clients say of themselves. */
const CLIENTS: readonly (readonly [service: AzureService, userAgent: RegExp])[] = [
  ["blob", /\bazsdk-js-(?:azure-)?storage-?blob\//],
  ["queue", /\bazsdk-js-(?:azure-)?storage-?queue\//],
  ["table", /\bazsdk-js-(?:azure-)?data-tables\//],
  ["cosmos", /\bazure-cosmos-js\//],
];

/** An address has no subdomains: at a stand-in for the storage services the path begins with the account. */
const ADDRESS = /^(?:localhost|[\d.]+|[\da-f:]*:[\da-f:]*|host\.docker\.internal|azurite)$/;
const IN_PATH: ReadonlySet<AzureService> = new Set(["blob", "queue", "table"]);

/** Which service a call goes to: the host says it, or the client where that was led to a stand-in. */
export function readAzureCall(call: OutgoingCall): AzureCall | undefined {
  const host = call.host.toLowerCase();
  const segments = call.path.split("/").filter((segment) => segment !== "");
  const atHost = HOSTS.find(([, pattern]) => pattern.test(host))?.[0];
  if (atHost !== undefined) return { service: atHost, call, account: host.split(".", 1)[0], segments };
  const userAgent = call.header("x-ms-version") === undefined ? undefined : call.header("user-agent");
  const byClient = CLIENTS.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0];
  if (byClient === undefined) return undefined;
  const isAccountInPath = IN_PATH.has(byClient) && ADDRESS.test(host);
  return { service: byClient, call, account: undefined, segments: segments.slice(isAccountInPath ? 1 : 0) };
}
