// Compares what is in a file, and says how long it took and how much memory.
import { compare, openSources, renderComparison } from "@isobar/compare";

const begin = performance.now();
const sources = await openSources([`duckdb:${process.argv[2]}`]);
const comparison = await compare(sources, { by: ["cloud"] });
const text = renderComparison(comparison, (_, plain) => plain);
const millis = performance.now() - begin;
await sources.close();
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.send?.({ millis, peakBytes: maxRSS * 1024, cpuSeconds, invocations: comparison.reading.invocations, text });
