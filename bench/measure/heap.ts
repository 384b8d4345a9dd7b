import type { Inspector } from "./inspector.ts";

/** The memory of a process behind a collection of all garbage. */
export interface Heap {
  /** What its objects and compiled code take in V8's heap. */
  readonly usedBytes: number;
  /** What they hold outside of it: buffers, and what Node's own parts say they have. */
  readonly externalBytes: number;
  /** Physical memory. */
  readonly residentBytes: number;
}

/** What a collection frees may hold something that only the next one can free. */
const COLLECTIONS = 3;

/** Collects the garbage of a process, and says what is left. */
export async function readHeap(inspector: Inspector): Promise<Heap> {
  for (let done = 0; done < COLLECTIONS; done += 1) await inspector.call("HeapProfiler.collectGarbage");
  const { usedSize } = await inspector.call<{ usedSize: number }>("Runtime.getHeapUsage");
  const { result } = await inspector.call<{ result: { value: { external: number; rss: number } } }>(
    "Runtime.evaluate",
    { expression: "process.memoryUsage()", returnByValue: true },
  );
  const { external, rss } = result.value;
  return { usedBytes: usedSize, externalBytes: external, residentBytes: rss };
}
