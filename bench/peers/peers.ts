import { AWS_PEERS } from "./aws.ts";
import { AZURE_PEERS } from "./azure.ts";
import { GCP_PEERS } from "./gcp.ts";
import type { Peer, Platform } from "./peer.ts";

/** What is compared on each platform; the handler alone, with which the others are compared, comes first. */
export const PEERS: Readonly<Record<Platform, readonly Peer[]>> = {
  aws: AWS_PEERS,
  gcp: GCP_PEERS,
  azure: AZURE_PEERS,
};

/** The names of all, once each. */
export const PEER_NAMES: readonly string[] = [
  ...new Set(
    Object.values(PEERS)
      .flat()
      .map(({ name }) => name),
  ),
];
