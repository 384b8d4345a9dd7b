/** How the numbers of a comparison are made, for whoever reads them. */
export function describeMethod(level: number): string[] {
  const sure = `${level * 100} %`;
  return [
    "An invocation is a server or consumer span with faas.trigger or faas.invocation.id; each span id counts once.",
    "Durations are differences of one clock: from the handler's call to its end. Those that failed, answered 5xx or waited for another's cold start are left out.",
    "Cold and warm invocations are never pooled.",
    `Percentiles are of type 7 with ${sure} intervals from order statistics; without such an interval none is shown.`,
    "Where at least 4 instances are known, intervals take instances, not invocations, as independent.",
    `Ratios are Hodges and Lehmann's, of logarithms, with ${sure} intervals; rates have Wilson's, costs are without free tiers.`,
  ];
}
