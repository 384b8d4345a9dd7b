import type { Outcome, OutgoingCall, OutgoingDescription } from "@isobar/core";
import {
  ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE,
  ATTR_AZURE_SERVICE_REQUEST_ID,
  ATTR_ISOBAR_CALL_OPERATION,
  ATTR_ISOBAR_CALL_RESOURCE,
} from "@isobar/core/semconv";
import { describeCosmos, describeTable } from "./database.ts";
import { describeEventGrid, describeServiceBus, describeStorageQueue } from "./messaging.ts";
import { type ResourceCall, readBlobCall, readConfigurationCall, readQueueCall, readVaultCall } from "./resource.ts";
import { type AzureCall, type AzureService, readAzureCall } from "./service.ts";

interface Reader {
  /** `azure.resource_provider.namespace`. */
  readonly provider: string;
  /** In the words of a convention. */
  readonly describe?: (call: AzureCall) => OutgoingDescription | undefined;
  /** In Isobar's own, where there is none. */
  readonly read?: (call: AzureCall) => ResourceCall;
}

const READERS: Readonly<Record<AzureService, Reader>> = {
  blob: { provider: "Microsoft.Storage", read: readBlobCall },
  queue: { provider: "Microsoft.Storage", describe: describeStorageQueue, read: readQueueCall },
  table: { provider: "Microsoft.Storage", describe: describeTable },
  cosmos: { provider: "Microsoft.DocumentDB", describe: describeCosmos },
  servicebus: { provider: "Microsoft.ServiceBus", describe: describeServiceBus },
  eventgrid: { provider: "Microsoft.EventGrid", describe: describeEventGrid },
  appconfig: { provider: "Microsoft.AppConfiguration", read: readConfigurationCall },
  keyvault: { provider: "Microsoft.KeyVault", read: readVaultCall },
};

/** A call to one of Azure's services, at its own host or a stand-in; undefined where it is none. */
export function describeOutgoing(call: OutgoingCall): OutgoingDescription | undefined {
  const azure = readAzureCall(call);
  if (azure === undefined) return undefined;
  const { provider, describe, read } = READERS[azure.service];
  const described = describe?.(azure) ?? describeResource(azure.service, call, read?.(azure));
  return {
    ...described,
    attributes: { [ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE]: provider, ...described.attributes },
    readResponse,
  };
}

function describeResource(
  service: AzureService,
  { method }: OutgoingCall,
  { operation, resource }: Partial<ResourceCall> = {},
): OutgoingDescription {
  const verb = /^[A-Z]{1,16}$/.test(method) ? method : "HTTP";
  return {
    name: [operation ?? `${verb} ${service}`, resource].filter(Boolean).join(" "),
    attributes: {
      ...(operation !== undefined && { [ATTR_ISOBAR_CALL_OPERATION]: operation }),
      ...(resource !== undefined && { [ATTR_ISOBAR_CALL_RESOURCE]: resource }),
    },
  };
}

/** The request's id, and which error it is. */
function readResponse(statusCode: number, header: OutgoingCall["header"]): Outcome {
  const id = header("x-ms-request-id");
  const errorType = /^\w{1,128}$/.exec(header("x-ms-error-code") ?? "")?.[0];
  return {
    ...(id !== undefined && { attributes: { [ATTR_AZURE_SERVICE_REQUEST_ID]: id } }),
    ...(statusCode >= 400 && errorType !== undefined && { errorType }),
  };
}
