/**
 * A CPU profile as V8 writes it: a tree of calls, and which node of it ran at each sample.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile
 */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** In microseconds, as all times here. */
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Before each sample, since the one before. */
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/** Where a function begins; lines and columns from 0. */
export interface CallFrame {
  readonly functionName: string;
  /** A file's URL or path, `node:...`, or nothing for what is no script. */
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}
