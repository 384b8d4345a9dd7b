import { env } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Allowed, createJudge } from "./allowed.ts";
import { createProbe, describeLeaks, type Platform, probeEach, probeSome, type Sample } from "./probe.ts";
import { type Sent, watchSent } from "./sent.ts";

/** A longer search now and then: `ISOBAR_TEST_RUNS=100000`. */
const RUNS = Number(env.ISOBAR_TEST_RUNS || 100);

/**
 * The tests of one platform: whatever stands in an event leaves only where the documents say so, in both encodings, on
 * stdout and in `diag` at every level; and what is answered and thrown does not leave at all.
 *
 * @returns the names under which something left
 */
export function testPrivacy(platform: Platform, samples: readonly Sample[], allowed: Allowed): ReadonlySet<string> {
  const isAllowed = createJudge(allowed);
  const names = new Set<string>();
  let sent: Sent;
  let probe: ReturnType<typeof createProbe>;
  beforeAll(() => {
    sent = watchSent();
    probe = createProbe(platform, sent);
  });
  afterAll(() => sent.stop());

  it(`no text and no name of ${samples.length} events leaves but where the documents say so`, {
    timeout: 600_000,
  }, async () => {
    const leaks = await probeEach(probe, samples);
    for (const { where } of leaks) names.add(where);
    expect(describeLeaks(leaks.filter((leak) => !isAllowed(leak)))).toEqual([]);
    expect(probe.planted()).toBeGreaterThan(100 * samples.length);
  });

  it(`neither do several at once, in ${RUNS} tries`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), async (index, numbers) => {
        const sample = samples[index % samples.length];
        if (sample === undefined) throw new Error("there are no events");
        const leaks = await probeSome(probe, sample, numbers);
        expect(describeLeaks(leaks.filter((leak) => !isAllowed(leak)))).toEqual([]);
      }),
      // A new place of what may leave is a new line of the list, and nothing that should stop another change.
      { numRuns: RUNS, ...(env.ISOBAR_TEST_RUNS ? {} : { seed: 1 }) },
    );
  });
  return names;
}
