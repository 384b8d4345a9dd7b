import { ATTR_ISOBAR_EVENT_SOURCE, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

// A rule's action hands over what the rule selects, in any shape: it cannot be recognised.

/** IoT buttons, of both generations. */
export const iotButton: TriggerReader = {
  type: "aws.iot.button",
  knows: (event) => (Boolean(event.serialNumber) && Boolean(event.clickType)) || Boolean(event.deviceEvent),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_TYPE]:
          textAt(event, "clickType") ?? textAt(event, "deviceEvent", "buttonClicked", "clickType"),
      }),
    ),
};

/** IoT Core's authorizers. The token is not read. */
export const iotAuthorizer: TriggerReader = {
  type: "aws.iot.authorizer",
  knows: (event) => Boolean(event.protocolData) && event.signatureVerified !== undefined,
  read: (_, functionName) => otherInvocation(functionName),
};

/** Hooks before a device is provisioned. */
export const iotProvisioning: TriggerReader = {
  type: "aws.iot.provisioning",
  knows: (event) => Boolean(event.templateArn) && Boolean(event.certificateId),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_SOURCE]: textAt(event, "templateArn") })),
};
