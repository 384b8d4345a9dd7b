import type { BilledInvocations } from "./invocations.ts";
import { gbSeconds, type Metered, NO_INIT, sum } from "./metered.ts";
import { roundUpMillis } from "./round-up.ts";

/**
 * AWS Lambda on demand: each invocation by itself, initialisation and handler together rounded up to 1 ms.
 *
 * @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ (initialisation since 2025-08-01)
 */
export function meterAwsLambda(
  { durationMillis, initMillis }: BilledInvocations,
  { kind, memory, tmp }: { readonly kind: "aws-x86" | "aws-arm"; readonly memory: number; readonly tmp: number },
): Metered {
  const each = Float64Array.from(durationMillis, (duration, index) => duration + (initMillis?.[index] ?? 0));
  const exact = sum(each);
  const billed = sum(each.map((millis) => roundUpMillis(millis, 1)));
  const requests = durationMillis.length;
  const extra = tmp - 512;
  return {
    usage: [
      { part: "requests", price: "aws.request", freeGrant: "aws.request", quantity: requests, exact: requests },
      {
        part: "compute",
        price: kind === "aws-x86" ? "aws.gb-second.x86" : "aws.gb-second.arm",
        freeGrant: "aws.gb-second",
        quantity: gbSeconds(billed, memory),
        exact: gbSeconds(exact, memory),
      },
      {
        part: "storage",
        price: "aws.tmp-gb-second",
        quantity: gbSeconds(billed, extra),
        exact: gbSeconds(exact, extra),
      },
    ],
    notes: [
      ...(initMillis === undefined ? [NO_INIT] : []),
      "What runs after the handler, such as extensions, is billed too and not in it.",
    ],
  };
}
