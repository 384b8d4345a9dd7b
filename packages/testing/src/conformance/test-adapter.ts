import { describeContext } from "./context.ts";
import { describeDescribing } from "./describing.ts";
import { describeExporting } from "./exporting.ts";
import { describeMembers } from "./members.ts";
import type { ConformanceRunner, ConformanceSpec } from "./spec.ts";
import { describeStamping } from "./stamping.ts";
import { describeWrapping } from "./wrapping.ts";

/**
 * Tests an adapter against everything that the contract asks of it: every member of `Adapter`, and the wrapped
 * handler as its caller and its own code see it, by the real pipeline with exporters in memory.
 *
 * @param runner - `describe` and `it` of vitest, of `node:test`, or of another runner
 * @example
 * ```ts
 * import { describe, it } from "vitest";
 * testAdapter({ name: "AWS Lambda", adapter, env, instrument, calls }, { describe, it });
 * ```
 */
export function testAdapter<Args extends readonly unknown[], Result>(
  spec: ConformanceSpec<Args, Result>,
  runner: ConformanceRunner,
): void {
  runner.describe(`${spec.name} keeps the contract`, () => {
    describeDescribing(spec, runner);
    describeMembers(spec, runner);
    describeWrapping(spec, runner);
    describeStamping(spec, runner);
    describeContext(spec, runner);
    describeExporting(spec, runner);
  });
}
