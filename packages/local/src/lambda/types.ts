import type { StreamedAnswer } from "./streamed-answer.ts";

/** A failure as the platform reports it to the caller. */
export interface LambdaFailure {
  readonly type: string;
  readonly message: string;
}

/** What the caller of one invocation gets; a stream before it is complete. */
export type LambdaOutcome =
  | { readonly payload: Buffer }
  | { readonly stream: StreamedAnswer }
  | { readonly failure: LambdaFailure };

/** What the runtime says of one invocation; of a streamed answer, that it is complete. */
export type RuntimeAnswer =
  | { readonly payload: Buffer }
  | { readonly streamed: true }
  | { readonly failure: LambdaFailure };

/** An invocation that waits for an instance, or is running in one. */
export interface LambdaInvocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly event: Buffer;
  /** `Root=...;Parent=...;Sampled=0` */
  readonly traceId: string;
  /** Answers the caller. Called once. */
  settle(outcome: LambdaOutcome): void;
}

/** What all instances of one function have in common. */
export interface LambdaSettings {
  readonly functionName: string;
  readonly functionArn: string;
  readonly accountId: string;
  /** `file.export`, relative to the task root. */
  readonly handler: string;
  readonly taskRoot: string;
  /** What Node runs in an instance: the runtime's file and its arguments. */
  readonly command: readonly string[];
  readonly memoryMegabytes: number;
  readonly timeoutMillis: number;
  readonly maxInstances: number;
  readonly freeze: boolean;
  readonly node: string;
  readonly nodeArguments: readonly string[];
  /** Major version of `node`. */
  readonly nodeMajor: number;
  /** The user's own variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: import("../types.ts").PlatformOptions["onLine"];
}
