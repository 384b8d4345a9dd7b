import { activePeriods } from "./active-periods.ts";
import type { BilledInvocations } from "./invocations.ts";
import { gbSeconds, type Metered, sum } from "./metered.ts";
import { roundUpMillis } from "./round-up.ts";
import type { Usage } from "./usage.ts";

/**
 * Azure's Flex Consumption plan, on demand: what an instance executes for, rounded up to 100 ms and to at least 1,000 ms.
 * Whether the minimum is for each execution or for each period in which an instance is active is not documented, so both
 * are counted.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing
 */
export function meterAzureFlex(invocations: BilledInvocations, { memory }: { readonly memory: number }): Metered {
  const periods = activePeriods(invocations, false);
  const count = (billed: readonly number[]): Usage[] => [
    {
      part: "requests",
      price: "azure-flex.execution",
      freeGrant: "azure-flex.execution",
      quantity: invocations.startMillis.length,
      exact: invocations.startMillis.length,
    },
    {
      part: "compute",
      price: "azure-flex.gb-second",
      freeGrant: "azure-flex.gb-second",
      quantity: gbSeconds(sum(billed.map((millis) => roundUpMillis(millis, 100, 1000))), memory),
      exact: gbSeconds(sum(periods), memory),
    },
  ];
  return {
    usage: count(periods),
    highest: count([...invocations.durationMillis]),
    notes: [
      "From one minimum of 1,000 ms for each active period of an instance to one for each execution: which it is, is not documented.",
      ...(invocations.instances === undefined ? ["Without instances no invocation is taken to overlap another."] : []),
      "Always ready instances are not in it.",
    ],
  };
}
