import { diag, type TextMapPropagator } from "@opentelemetry/api";
import { readErrorType } from "../../errors.ts";

/** Several propagators, one after the other: where two write or read the same, the later one wins. */
export function createCompositePropagator(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const fields = [...new Set(propagators.flatMap((propagator) => propagator.fields()))];
  const attempt = <Value>(what: string, otherwise: Value, work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      diag.warn(`isobar: a propagator failed to ${what} a context (${readErrorType(error)})`);
      return otherwise;
    }
  };
  return {
    fields: () => [...fields],
    inject(context, carrier, setter) {
      for (const propagator of propagators)
        attempt("inject", undefined, () => propagator.inject(context, carrier, setter));
    },
    extract: (context, carrier, getter) =>
      propagators.reduce(
        (before, propagator) => attempt("extract", before, () => propagator.extract(before, carrier, getter)),
        context,
      ),
  };
}
