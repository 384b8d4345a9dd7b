import { buildFunction } from "./build.ts";
import { installPeer, NotInstallableError, packOurs, type Tarballs } from "./install.ts";
import type { Format, Layout, Peer } from "./peer.ts";

/** A peer as it is deployed, ready to be run. */
export interface Variant {
  readonly peer: Peer;
  readonly layout: Layout;
  readonly format: Format;
  /** What the platform loads. */
  readonly file: string;
}

export interface Choice {
  readonly peers: readonly Peer[];
  readonly layouts: readonly Layout[];
  readonly formats: readonly Format[];
}

export interface Installed {
  readonly peer: Peer;
  /** With `node_modules` in it. */
  readonly folder: string;
}

/** Installs peers. What the registry does not have is left out, with a line that says so. */
export async function installPeers(peers: readonly Peer[], say: (line: string) => void): Promise<Installed[]> {
  const tarballs: Tarballs = peers.some(({ ours }) => ours !== undefined) ? await packOurs() : new Map();
  const installed: Installed[] = [];
  for (const peer of peers) {
    try {
      installed.push({ peer, folder: await installPeer(peer, tarballs) });
    } catch (error) {
      if (!(error instanceof NotInstallableError)) throw error;
      say(`left out: ${peer.name}, which could not be installed: ${error.message}`);
    }
  }
  return installed;
}

/** Installs peers and builds every variant that there can be of them. */
export async function prepareVariants(choice: Choice, say: (line: string) => void): Promise<Variant[]> {
  const variants: Variant[] = [];
  for (const { peer, folder } of await installPeers(choice.peers, say)) {
    for (const layout of choice.layouts) {
      for (const format of choice.formats) {
        if (peer.refuses?.(layout, format) !== undefined) continue;
        variants.push({ peer, layout, format, file: await buildFunction(peer, folder, layout, format) });
      }
    }
  }
  return variants;
}

/** `otel bundle cjs` */
export function nameOf({ peer, layout, format }: Pick<Variant, "peer" | "layout" | "format">): string {
  return `${peer.name} ${layout} ${format}`;
}

/** What the platform sets for it beside its own variables. */
export function environmentOf({ peer, layout, format }: Variant, endpoint: string): Readonly<Record<string, string>> {
  return peer.env?.({ layout, format, endpoint }) ?? { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
}
