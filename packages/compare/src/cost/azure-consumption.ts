import type { BilledInvocations } from "./invocations.ts";
import { gbSeconds, type Metered, sum } from "./metered.ts";
import { roundUpMillis } from "./round-up.ts";

/**
 * Azure's Consumption plan: each execution by itself, its time rounded up to 1 ms and to at least 100 ms, its memory as
 * observed rounded up to 128 MB.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs
 */
export function meterAzureConsumption(
  { durationMillis }: BilledInvocations,
  { memory }: { readonly memory: number },
): Metered {
  const billed = sum(Float64Array.from(durationMillis, (millis) => roundUpMillis(millis, 1, 100)));
  const executions = durationMillis.length;
  return {
    usage: [
      {
        part: "requests",
        price: "azure-consumption.execution",
        freeGrant: "azure-consumption.execution",
        quantity: executions,
        exact: executions,
      },
      {
        part: "compute",
        price: "azure-consumption.gb-second",
        freeGrant: "azure-consumption.gb-second",
        quantity: gbSeconds(billed, Math.ceil(memory / 128) * 128),
        exact: gbSeconds(sum(durationMillis), memory),
      },
    ],
    notes: [`The function is taken to use ${memory} MB throughout; Azure bills what it observes.`],
  };
}
