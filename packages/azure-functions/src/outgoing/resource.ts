import type { OutgoingCall } from "@isobar/core";
import { readOwn, readPathName } from "@isobar/core/describe";
import type { AzureCall } from "./service.ts";

/** What is done, and to what, where no convention has words for it. */
export interface ResourceCall {
  readonly operation: string | undefined;
  readonly resource: string | undefined;
}

/** Blobs: `/container/blob`, of which the blob is not read. A path of one part may be a blob in the root container. */
export function readBlobCall({ call, segments }: AzureCall): ResourceCall {
  const isContainer = call.query("restype") === "container";
  const container = isContainer || segments.length > 1 ? readPathName(segments[0]) : undefined;
  const comp = call.query("comp");
  if (segments.length === 0) return { operation: comp === "list" ? "ListContainers" : undefined, resource: undefined };
  if (isContainer) {
    return { operation: comp === "list" ? "ListBlobs" : readOwn(OF_CONTAINERS, call.method), resource: container };
  }
  return { operation: readBlobWork(call, comp), resource: container };
}

function readBlobWork(call: OutgoingCall, comp: string | undefined): string | undefined {
  if (comp === undefined) {
    if (call.method === "PUT" && call.header("x-ms-copy-source") !== undefined) return "CopyBlob";
    return readOwn(OF_BLOBS, call.method);
  }
  return call.method === "PUT" ? readOwn(OF_PARTS, comp) : undefined;
}

const OF_CONTAINERS: Readonly<Record<string, string>> = {
  GET: "GetContainerProperties",
  HEAD: "GetContainerProperties",
  PUT: "CreateContainer",
  DELETE: "DeleteContainer",
};
const OF_BLOBS: Readonly<Record<string, string>> = {
  GET: "GetBlob",
  HEAD: "GetBlobProperties",
  PUT: "PutBlob",
  DELETE: "DeleteBlob",
};
const OF_PARTS: Readonly<Record<string, string>> = {
  block: "PutBlock",
  blocklist: "PutBlockList",
  appendblock: "AppendBlock",
  page: "PutPage",
  metadata: "SetBlobMetadata",
  properties: "SetBlobProperties",
};

/** The queue itself: its messages are the messaging conventions'. */
export function readQueueCall({ call, segments }: AzureCall): ResourceCall {
  const queue = readPathName(segments[0]);
  if (segments.length > 1)
    return { operation: call.method === "DELETE" ? "ClearMessages" : undefined, resource: queue };
  if (queue === undefined)
    return { operation: call.query("comp") === "list" ? "ListQueues" : undefined, resource: undefined };
  return { operation: call.query("comp") === undefined ? readOwn(OF_QUEUES, call.method) : undefined, resource: queue };
}

const OF_QUEUES: Readonly<Record<string, string>> = { PUT: "CreateQueue", DELETE: "DeleteQueue" };

/** Key Vault: names of secrets, keys and certificates are not read. */
export function readVaultCall({ account, call, segments }: AzureCall): ResourceCall {
  const kind = readOwn(VAULT_KINDS, segments[0]);
  const verb = segments.length === 1 && call.method === "GET" ? "List" : readOwn(VERBS, call.method);
  const crypto = segments[0] === "keys" ? readOwn(CRYPTO, segments[3]) : undefined;
  if (crypto !== undefined) return { operation: crypto, resource: account };
  if (kind === undefined || verb === undefined) return { operation: undefined, resource: account };
  return { operation: verb === "List" ? `${verb}${kind}s` : `${verb}${kind}`, resource: account };
}

const VAULT_KINDS: Readonly<Record<string, string>> = { secrets: "Secret", keys: "Key", certificates: "Certificate" };
const CRYPTO: Readonly<Record<string, string>> = {
  encrypt: "Encrypt",
  decrypt: "Decrypt",
  sign: "Sign",
  verify: "Verify",
  wrapkey: "WrapKey",
  unwrapkey: "UnwrapKey",
};
const VERBS: Readonly<Record<string, string>> = {
  GET: "Get",
  PUT: "Set",
  POST: "Create",
  PATCH: "Update",
  DELETE: "Delete",
};

/** App Configuration: keys are not read. */
export function readConfigurationCall({ account, call, segments }: AzureCall): ResourceCall {
  const [first, key] = segments;
  const verb = key === undefined && call.method === "GET" ? "List" : readOwn(VERBS, call.method);
  if (first !== "kv" || verb === undefined) return { operation: undefined, resource: account };
  return { operation: verb === "List" ? "ListKeyValues" : `${verb}KeyValue`, resource: account };
}
