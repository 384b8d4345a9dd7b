import type { OutgoingCall } from "@isobar/core";
import { readOwn } from "@isobar/core/describe";

/** What a bucket's name stands before in a host. */
const BUCKET_IN_HOST =
  /^(.+?)\.(?:s3|s3express|s3-accesspoint|s3-object-lambda)(?:-[a-z0-9-]+)?\.(?=.*\b(?:amazonaws\.com|api\.aws))/;
/** Endpoints at which the path begins with the bucket: those of AWS itself, and addresses, which have no subdomains. */
const PATH_STYLE_HOST = /^(?:s3[.-].*amazonaws\.com(?:\.cn)?|localhost|[\d.]+|[\da-f:]*:[\da-f:]*)$/;

/** Bucket and operation of a call to S3. The rest of the path is the object's key, and not read. */
export function readS3Call(call: OutgoingCall): { readonly bucket?: string; readonly operation?: string } {
  const inHost = BUCKET_IN_HOST.exec(call.host)?.[1];
  const [, first = "", ...rest] = call.path.split("/");
  const isPathStyle = inHost === undefined && PATH_STYLE_HOST.test(call.host);
  const bucket = inHost ?? (isPathStyle && first !== "" ? first : undefined);
  const key = isPathStyle ? rest.join("/") : call.path.slice(1);
  const operation = readOperation(call, bucket !== undefined, key !== "");
  return { ...(bucket !== undefined && { bucket }), ...(operation !== undefined && { operation }) };
}

/** Parameters that make a request another one than its method says. */
const SUBRESOURCES = [
  "acl",
  "tagging",
  "policy",
  "versioning",
  "versions",
  "location",
  "cors",
  "lifecycle",
  "attributes",
];

/** The SDK says it, where the method does not; else it is what the method and the parameters are to S3. */
function readOperation(call: OutgoingCall, hasBucket: boolean, hasKey: boolean): string | undefined {
  const said = call.query("x-id");
  if (said !== undefined && /^[A-Za-z]\w{2,63}$/.test(said)) return said;
  const has = (name: string): boolean => call.query(name) !== undefined;
  if (SUBRESOURCES.some(has)) return undefined;
  if (call.method === "POST") {
    if (has("delete")) return "DeleteObjects";
    if (has("uploads")) return "CreateMultipartUpload";
    return has("uploadId") ? "CompleteMultipartUpload" : undefined;
  }
  if (has("uploadId")) return readOwn(OF_UPLOADS, call.method);
  if (call.query("list-type") === "2") return "ListObjectsV2";
  const on = hasKey ? OF_OBJECTS : hasBucket ? OF_BUCKETS : OF_ACCOUNTS;
  return readOwn(on, call.method);
}

const OF_UPLOADS: Readonly<Record<string, string>> = {
  PUT: "UploadPart",
  DELETE: "AbortMultipartUpload",
  GET: "ListParts",
};
const OF_OBJECTS: Readonly<Record<string, string>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};
const OF_BUCKETS: Readonly<Record<string, string>> = {
  GET: "ListObjects",
  HEAD: "HeadBucket",
  PUT: "CreateBucket",
  DELETE: "DeleteBucket",
};
const OF_ACCOUNTS: Readonly<Record<string, string>> = { GET: "ListBuckets" };
