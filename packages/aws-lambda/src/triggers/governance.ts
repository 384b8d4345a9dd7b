import { ATTR_ISOBAR_EVENT_NAME, ATTR_ISOBAR_EVENT_SOURCE, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * AWS Config's own rules.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 */
export const config: TriggerReader = {
  type: "aws.config",
  knows: (event) => Boolean(event.configRuleArn) && Boolean(event.invokingEvent),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "configRuleName"),
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(event, "configRuleArn"),
      }),
    ),
};

/** Rotation of a secret, in four steps. Which secret, and the token of its new version, are not read. */
export const secretRotation: TriggerReader = {
  type: "aws.secretsmanager",
  knows: (event) => Boolean(event.SecretId) && Boolean(event.ClientRequestToken) && Boolean(event.Step),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "Step") })),
};

/** Transfer Family's identity providers: the user and the password are not read. */
export const transferFamily: TriggerReader = {
  type: "aws.transfer",
  knows: (event) => Boolean(event.serverId) && Boolean(event.username) && Boolean(event.protocol),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(event, "serverId"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "protocol"),
      }),
    ),
};
