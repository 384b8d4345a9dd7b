import { type DocumentOperation, datasourceInvocation, readIsoTime } from "@isobar/core/describe";
import {
  ATTR_AWS_REQUEST_ID,
  ATTR_AWS_S3_BUCKET,
  ATTR_ISOBAR_BATCH_RECORD_COUNT,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { allHeaders } from "./headers.ts";
import { otherInvocation } from "./other.ts";
import { known, readAt, textAt } from "./read.ts";
import { recordSource, recordsOf } from "./records.ts";
import type { TriggerReader } from "./table.ts";

/**
 * S3's event notifications. Keys are left out: they are often names of people's files.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const s3: TriggerReader = {
  type: "aws.s3",
  knows: (event) => recordSource(event) === "aws:s3",
  read: (event, functionName) => {
    const records = recordsOf(event);
    const bucket = textAt(records[0], "s3", "bucket", "name");
    const eventName = textAt(records[0], "eventName");
    return datasourceInvocation({
      functionName,
      collection: bucket,
      operation: readOperation(eventName),
      time: readIsoTime(readAt(records[0], "eventTime")),
      attributes: known({
        [ATTR_AWS_S3_BUCKET]: bucket,
        [ATTR_ISOBAR_EVENT_TYPE]: eventName,
        [ATTR_ISOBAR_BATCH_RECORD_COUNT]: records.length,
      }),
    });
  },
};

/** Names come with and without `s3:`. Restores, tags, access lists and transitions change what is there. */
function readOperation(eventName: string | undefined): DocumentOperation {
  const [group] = (eventName ?? "").replace(/^s3:/, "").split(":", 1);
  if (group === "ObjectCreated") return "insert";
  return group === "ObjectRemoved" || group === "LifecycleExpiration" ? "delete" : "edit";
}

/**
 * S3 Object Lambda: a request for an object, answered through another call. The headers are those of the request.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-event-context.html
 */
export const s3ObjectLambda: TriggerReader = {
  type: "aws.s3.object_lambda",
  knows: (event) => Boolean(event.getObjectContext) && Boolean(event.userRequest),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({ [ATTR_AWS_REQUEST_ID]: textAt(event, "xAmzRequestId") }),
      allHeaders(readAt(event, "userRequest", "headers"), undefined),
    ),
};
