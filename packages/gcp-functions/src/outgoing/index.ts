import type { OutgoingCall, OutgoingDescription } from "@isobar/core";
import { ATTR_GCP_CLIENT_SERVICE } from "@isobar/core/semconv";
import { describeGrpc } from "./grpc.ts";
import { restReaders } from "./rest.ts";

/**
 * A call to one of Google Cloud's services, over gRPC or REST, at its own host or a stand-in that Google's clients were
 * led to; undefined where it is none.
 */
export function describeOutgoing(call: OutgoingCall): OutgoingDescription | undefined {
  const service = readService(call.host);
  if (service === undefined && call.header("x-goog-api-client") === undefined) return undefined;
  const client = service === undefined ? {} : { [ATTR_GCP_CLIENT_SERVICE]: service };
  const described = describeGrpc(call) ?? readFirst(call);
  if (described !== undefined) return { ...described, attributes: { ...client, ...described.attributes } };
  return service === undefined ? undefined : { name: `${readVerb(call)} ${service}`, attributes: client };
}

/** `pubsub.googleapis.com`, in a region `europe-west1-pubsub` or `pubsub.europe-west1.rep`, of a bucket `b.storage`. */
function readService(host: string): string | undefined {
  const labels = /^(.+?)(?:\.mtls)?\.googleapis\.com$/.exec(host.toLowerCase())?.[1]?.split(".");
  const label = labels?.at(labels.at(-1) === "rep" ? -3 : -1)?.replace(/^[a-z]+-[a-z]+\d+-/, "");
  return label !== undefined && /^[a-z][a-z\d-]{0,62}$/.test(label) ? label : undefined;
}

function readFirst(call: OutgoingCall): OutgoingDescription | undefined {
  for (const read of restReaders) {
    const described = read(call);
    if (described !== undefined) return described;
  }
  return undefined;
}

function readVerb({ method }: OutgoingCall): string {
  return /^[A-Z]{1,16}$/.test(method) ? method : "HTTP";
}
