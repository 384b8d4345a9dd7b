import { activePeriods } from "./active-periods.ts";
import type { BilledInvocations } from "./invocations.ts";
import { gbSeconds, type Metered, NO_INIT, sum } from "./metered.ts";
import { roundUpMillis } from "./round-up.ts";

/**
 * Cloud Run functions, request-based billing: what an instance is active for, start-up included, each period rounded up to
 * 100 ms. Requests that overlap on an instance are paid for once.
 *
 * @see https://cloud.google.com/run/docs/configuring/billing-settings
 */
export function meterCloudRunFunctions(
  invocations: BilledInvocations,
  { memory, vcpu }: { readonly memory: number; readonly vcpu: number },
): Metered {
  const periods = activePeriods(invocations, true);
  const exact = sum(periods);
  const billed = sum(periods.map((millis) => roundUpMillis(millis, 100)));
  const requests = invocations.startMillis.length;
  return {
    usage: [
      { part: "requests", price: "gcp.request", freeGrant: "gcp.request", quantity: requests, exact: requests },
      {
        part: "compute",
        price: "gcp.vcpu-second",
        freeGrant: "gcp.vcpu-second",
        quantity: (billed / 1000) * vcpu,
        exact: (exact / 1000) * vcpu,
      },
      {
        part: "compute",
        price: "gcp.gib-second",
        freeGrant: "gcp.gib-second",
        quantity: gbSeconds(billed, memory),
        exact: gbSeconds(exact, memory),
      },
    ],
    notes: [
      ...(invocations.initMillis === undefined ? [NO_INIT] : []),
      ...(invocations.instances === undefined ? ["Without instances no invocation is taken to overlap another."] : []),
      "The shutdown of instances, which is billed, is not in it.",
    ],
  };
}
