import {
  ATTR_ISOBAR_EVENT_ID,
  ATTR_ISOBAR_EVENT_NAME,
  ATTR_ISOBAR_EVENT_SUBJECT,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { otherInvocation } from "./other.ts";
import { known, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

// Of what people say or type, nothing is read: only which part of an application it was said to.

/** Amazon Connect's contact flows. */
export const connect: TriggerReader = {
  type: "aws.connect",
  knows: (event) => event.Name === "ContactFlowEvent" && Boolean(event.Details),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "Details", "ContactData", "Channel") }),
    ),
};

/** Amazon Lex, version 2. */
export const lexV2: TriggerReader = {
  type: "aws.lex",
  knows: (event) => Boolean(event.sessionState) && Boolean(readAt(event, "bot", "aliasId")),
  read: (event, functionName) => describeIntent(event, functionName, textAt(event, "sessionState", "intent", "name")),
};

/** Amazon Lex, version 1. */
export const lexV1: TriggerReader = {
  type: "aws.lex",
  knows: (event) => Boolean(event.currentIntent) && Boolean(event.bot),
  read: (event, functionName) => describeIntent(event, functionName, textAt(event, "currentIntent", "name")),
};

function describeIntent(event: LambdaEvent, functionName: string, intent: string | undefined) {
  return otherInvocation(
    functionName,
    known({ [ATTR_ISOBAR_EVENT_NAME]: intent, [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "invocationSource") }),
  );
}

/** Action groups of Bedrock's agents. They have a method and a path, and are no HTTP. */
export const bedrockAgent: TriggerReader = {
  type: "aws.bedrock.agent",
  knows: (event) =>
    Boolean(readAt(event, "agent", "id")) && Boolean(event.actionGroup) && Boolean(event.messageVersion),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "actionGroup"),
        [ATTR_ISOBAR_EVENT_SUBJECT]: textAt(event, "apiPath") ?? textAt(event, "function"),
      }),
    ),
};

/** Alexa's skills. */
export const alexaSkill: TriggerReader = {
  type: "aws.alexa.skill",
  knows: (event) => Boolean(readAt(event, "request", "type")) && Boolean(readAt(event, "context", "System")),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_ID]: textAt(event, "request", "requestId"),
        [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "request", "intent", "name"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "request", "type"),
      }),
    ),
};

/** Alexa's smart home directives, in both versions. */
export const alexaSmartHome: TriggerReader = {
  type: "aws.alexa.smart_home",
  knows: (event) => textAt(readHeader(event), "namespace")?.startsWith("Alexa") === true,
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_ID]: textAt(readHeader(event), "messageId"),
        [ATTR_ISOBAR_EVENT_SUBJECT]: textAt(readHeader(event), "namespace"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(readHeader(event), "name"),
      }),
    ),
};

const readHeader = (event: LambdaEvent): unknown => readAt(event, "directive", "header") ?? event.header;
