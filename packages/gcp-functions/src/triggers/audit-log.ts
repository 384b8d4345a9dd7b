import { KIND_SERVER, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_GCP_AUDIT_METHOD_NAME, ATTR_ISOBAR_GCP_AUDIT_SERVICE_NAME } from "@isobar/core/semconv";
import type { EventReader } from "./table.ts";

/**
 * Any call of a Google API, by way of the audit log: which API and which method. Neither who called nor on what.
 *
 * @see https://cloud.google.com/eventarc/docs/cloudevents#cloud-audit-logs
 */
export const auditLogTrigger: EventReader = (event, functionName) => {
  if (event.type !== "google.cloud.audit.log.v1.written") return undefined;
  const payload = readObject(readObject(event.data)?.protoPayload);
  // The extensions are lower-case by the specification, and not in every sample.
  const service = readString(event.servicename) ?? readString(event.serviceName) ?? readString(payload?.serviceName);
  const method = readString(event.methodname) ?? readString(event.methodName) ?? readString(payload?.methodName);
  return {
    name: functionName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: {
      ...(service !== undefined && { [ATTR_ISOBAR_GCP_AUDIT_SERVICE_NAME]: service }),
      ...(method !== undefined && { [ATTR_ISOBAR_GCP_AUDIT_METHOD_NAME]: method }),
    },
  };
};
