import type { Attributes, OutgoingCall } from "@isobar/core";
import { type messagingCall, readOwn, readPathName } from "@isobar/core/describe";
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ISOBAR_CALL_OPERATION,
  ATTR_ISOBAR_CALL_RESOURCE,
} from "@isobar/core/semconv";
import { describePubSub } from "./pubsub.ts";

/** What a call is, in the words of its service; without a kind it is a client's. */
export type RestCall =
  | ReturnType<typeof messagingCall>
  | { readonly name: string; readonly attributes: Attributes; readonly kind?: never };

type RestReader = (call: OutgoingCall) => RestCall | undefined;

const readPubSub: RestReader = ({ path }) => {
  const [, collection, given, method = ""] =
    /^\/v\d\w*\/projects\/[^/]+\/(topics|subscriptions)\/([^/:]+):(\w+)$/.exec(path) ?? [];
  const name = readPathName(given);
  return describePubSub(method, {
    topic: collection === "topics" ? name : undefined,
    subscription: collection === "subscriptions" ? name : undefined,
  });
};

const METHODS: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "insert",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** The rest of the path is the object's name, and not read. */
const readStorage: RestReader = ({ method, path }) => {
  const [, bucket, objects, object] =
    /^\/(?:upload\/|download\/)?storage\/v1\/b(?:\/([^/]+)(?:\/(o)(?:\/(.+))?)?)?/.exec(path) ?? [];
  if (bucket === undefined && !path.startsWith("/storage/v1/b")) return undefined;
  const isList = method === "GET" && (objects === undefined ? bucket === undefined : object === undefined);
  const action = isList ? "list" : readOwn(METHODS, method);
  if (action === undefined) return undefined;
  return describeResource(`storage.${objects === undefined ? "buckets" : "objects"}.${action}`, bucket);
};

const readTasks: RestReader = ({ method, path }) => {
  const queue = /^\/v\d\w*\/projects\/[^/]+\/locations\/[^/]+\/queues\/([^/:]+)\/tasks$/.exec(path)?.[1];
  return queue !== undefined && method === "POST" ? describeResource("cloudtasks.tasks.create", queue) : undefined;
};

function describeResource(operation: string, resource: string | undefined): RestCall {
  const name = readPathName(resource);
  return {
    name: operation,
    attributes: {
      [ATTR_ISOBAR_CALL_OPERATION]: operation,
      ...(name !== undefined && { [ATTR_ISOBAR_CALL_RESOURCE]: name }),
    },
  };
}

const readBigQuery: RestReader = ({ method, path }) => {
  const [, rest = ""] = /^(?:\/upload)?\/bigquery\/v2\/projects\/[^/]+\/(.+)$/.exec(path) ?? [];
  const [, dataset, table, data] = /^datasets\/([^/]+)(?:\/tables\/([^/]+)(?:\/(insertAll|data))?)?/.exec(rest) ?? [];
  const operation =
    data === "insertAll" ? "tabledata.insertAll" : data === "data" ? "tabledata.list" : readJob(method, rest);
  if (operation === undefined && dataset === undefined) return undefined;
  return describeDatabase("gcp.bigquery", operation, dataset, table);
};

function readJob(method: string, rest: string): string | undefined {
  if (/^queries(?:\/|$)/.test(rest)) return method === "POST" ? "jobs.query" : "jobs.getQueryResults";
  if (rest === "jobs") return method === "POST" ? "jobs.insert" : "jobs.list";
  return rest.startsWith("jobs/") ? "jobs.get" : undefined;
}

/** The names of documents stand in the path, and are not read. */
const readFirestore: RestReader = ({ method, path }) => {
  const [, database, rest = ""] = /^\/v1\w*\/projects\/[^/]+\/databases\/([^/]+)\/documents(.*)$/.exec(path) ?? [];
  if (database === undefined) return undefined;
  const operation =
    /^[^:]*:(batchGet|batchWrite|beginTransaction|commit|listCollectionIds|rollback|runQuery|runAggregationQuery)$/.exec(
      rest,
    )?.[1];
  return describeDatabase("gcp.firestore", operation ?? readOwn(METHODS, method), database);
};

function describeDatabase(system: string, operation: string | undefined, namespace?: string, table?: string): RestCall {
  const [database, collection] = [readPathName(namespace), readPathName(table)];
  return {
    name: [operation ?? system, collection].filter(Boolean).join(" "),
    attributes: {
      [ATTR_DB_SYSTEM_NAME]: system,
      ...(operation !== undefined && { [ATTR_DB_OPERATION_NAME]: operation }),
      ...(database !== undefined && { [ATTR_DB_NAMESPACE]: database }),
      ...(collection !== undefined && { [ATTR_DB_COLLECTION_NAME]: collection }),
    },
  };
}

/** What is asked, in order: no two services have paths of the same form. */
export const restReaders: readonly RestReader[] = [readPubSub, readStorage, readTasks, readBigQuery, readFirestore];
