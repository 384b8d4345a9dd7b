import type { OutgoingCall } from "@isobar/core";

/** Which of AWS's services a call goes to, by the name that it is signed with: `sqs`, `states`. */
export interface ServiceScope {
  readonly service: string;
  readonly region: string | undefined;
}

/** What a credential is for, in the header or, of a presigned URL, in the query string. The key's id is passed over. */
const CREDENTIAL = /(?:Credential=)?[^/,\s]+\/\d{8}\/([a-z0-9*-]+)\/([a-z0-9-]+)\/aws4_request/;
const HOST = /(?:^|\.)([a-z0-9-]+?)(?:-fips)?(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;
/** Functions and APIs of the user's own that AWS hosts, as calls by others see them. */
const OWN_API = /\.(?:execute-api|lambda-url|appsync-api|appsync-realtime-api)\./;
const OWN_SERVICES: ReadonlySet<string> = new Set(["execute-api", "vpc-lattice-svcs"]);
const BUCKET_HOST = /(?:^|\.)s3(?:express)?(?:-[a-z0-9-]+)?\./;

/**
 * Reads what a request is signed for: the same at every endpoint, AWS's own or a stand-in. Where it is not signed, the
 * host says it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readServiceScope(call: OutgoingCall): ServiceScope | undefined {
  if (OWN_API.test(call.host)) return undefined;
  const credential = CREDENTIAL.exec(call.header("authorization") ?? call.query("X-Amz-Credential") ?? "");
  if (credential !== null) return scopeOf(credential[2], credential[1]);
  const host = HOST.exec(call.host);
  if (host === null) return undefined;
  return scopeOf(BUCKET_HOST.test(call.host) ? "s3" : host[1], host[2]);
}

function scopeOf(service: string | undefined, region: string | undefined): ServiceScope | undefined {
  if (service === undefined || OWN_SERVICES.has(service)) return undefined;
  // Requests that may be sent to several regions are signed for all of them.
  return { service, region: region?.includes("*") ? undefined : region };
}
