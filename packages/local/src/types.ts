import type { BreakKind, EgressOptions } from "./egress/options.ts";

/** What a platform needs to know to run a function on this machine. */
export interface PlatformOptions {
  /** Absolute path of the file that the platform loads (CommonJS or ESM). */
  readonly file: string;
  /**
   * Name of the exported handler (AWS Lambda) or of the registered or exported function (Google). Azure Functions
   * needs none: its functions register themselves when the file is loaded.
   *
   * @default "handler"
   */
  readonly target?: string;
  /** Google only: how the function is called. @default "http" */
  readonly signature?: "http" | "cloudevent" | "event";
  /** Environment variables of the function, over those that the platform sets itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** The function's name on the platform. @default "function" */
  readonly name?: string;
  /** How long one invocation may take, in milliseconds. @default 30000 */
  readonly timeoutMillis?: number;
  /**
   * Memory of an instance, in MiB: one whose process has so much physical memory is killed (SIGKILL). Child processes
   * are not counted. @default 1024
   */
  readonly memoryMegabytes?: number;
  /** Invocations that one instance takes at once. AWS Lambda is always 1. @default 80 (Google), 100 (Azure) */
  readonly concurrency?: number;
  /** Instances at most; further requests wait. @default 10 (AWS Lambda), 4 (Google), 1 (Azure) */
  readonly maxInstances?: number;
  /** Whether CPU is taken away as the platform does (SIGSTOP). Azure Functions never freezes. @default true */
  readonly freeze?: boolean;
  /**
   * What the monotonic clock of an instance does while it is frozen. `"runs"`, as a stopped process sees it;
   * `"stands"`, as after the resume of a snapshot: timers, `performance.now()` and `process.hrtime()` know nothing of the
   * freeze, only the wall clock does. That takes Linux with glibc and a C compiler (`cc`). @default "runs"
   */
  readonly frozenClock?: "runs" | "stands";
  /** Leads the instances' telemetry through proxies that can break its connections. @default none */
  readonly egress?: EgressOptions;
  /**
   * AWS Lambda only: the runtime in an instance. `"isobar"` is this package's own; `"aws-lambda-ric"` is AWS's, as
   * installed with the function or with this package; or the absolute path of an installed `aws-lambda-ric`.
   *
   * @default the environment variable ISOBAR_LAMBDA_RUNTIME of this process, else "isobar"
   */
  readonly runtime?: string;
  /** Path of the Node executable that runs the function. @default process.execPath */
  readonly node?: string;
  /** Further arguments for Node, before the file: `["--import", "..."]`. */
  readonly nodeArguments?: readonly string[];
  /** Called with each line that an instance writes. */
  readonly onLine?: (line: OutputLine) => void;
}

/** One line that a function instance wrote. */
export interface OutputLine {
  readonly instanceId: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** What the caller of one event invocation gets. */
export interface InvokeResult {
  /** False where the handler threw, timed out, or its process ended. */
  readonly ok: boolean;
  /** What the handler returned, as the platform passes it on (JSON), or undefined. */
  readonly result?: unknown;
  /** What the platform reports of the failure: `{errorType, errorMessage}`. */
  readonly error?: { readonly type: string; readonly message: string };
  /** The platform's own id of the invocation. */
  readonly invocationId: string;
}

/** One function instance (a process), as the platform sees it. */
export interface InstanceInfo {
  readonly id: string;
  readonly pid: number;
  readonly state: "starting" | "idle" | "busy" | "frozen" | "ended";
  /** Handler entries so far. */
  readonly invocations: number;
  /** From process start until it could take its first invocation; undefined before. */
  readonly initMillis?: number;
  /** For how long it had its CPU: from process start to now or to its end, without the time in which it was frozen. */
  readonly activeMillis: number;
  /** The most physical memory that its process was seen with, in MiB. */
  readonly peakMegabytes: number;
  /** Whether it was killed because its memory was at the limit. */
  readonly outOfMemory: boolean;
}

/** The phases of one invocation that is over, in milliseconds. */
export interface InvocationInfo {
  /**
   * The id that {@link InvokeResult.invocationId} has too. Over HTTP the caller finds it as `x-amzn-requestid` (AWS
   * Lambda) and the function as `function-execution-id` (Google, for background events too) or by its context (Azure).
   */
  readonly invocationId: string;
  readonly instanceId: string;
  /** As counted: `error` where it threw or failed on the platform, `timeout` where the platform ended it. */
  readonly outcome: "ok" | "error" | "timeout";
  /** Only where it was the first of its instance: how long that took to start, or tried to. */
  readonly initMillis?: number;
  /** When its instance was handed it, as `performance.now()` of this process; where none could be, when that was known. */
  readonly beganAtMillis: number;
  /** From the hand-over to the instance until the platform had the whole answer, or none could come any more. */
  readonly responseMillis: number;
  /**
   * From the answer until the instance's CPU was taken away, or could have been: what extensions and other invocations
   * of the instance hold it for. Undefined where the CPU stays: on Azure, and on Google with `freeze: false`.
   */
  readonly holdMillis?: number;
  /**
   * What the platform bills for it. AWS Lambda: start, answer and hold, rounded up to 1 ms. Azure: the answer, rounded
   * up to 1 ms, 100 at least. Undefined on Google, which bills instances: see {@link InstanceInfo.activeMillis}.
   *
   * @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
   * @see https://azure.microsoft.com/pricing/details/functions/
   */
  readonly billedMillis?: number;
}

/** What the platform counted since it was started. */
export interface PlatformCounts {
  /** Handler entries. */
  readonly invocations: number;
  /** Invocations that threw, failed on the platform or timed out; a returned 5xx is not among them. */
  readonly errors: number;
  /** Invocations that the platform ended at the time limit; they are among `errors`. */
  readonly timeouts: number;
  /** Invocations that were the first of their instance. */
  readonly coldStarts: number;
  /** Process start to ready, one per instance that became ready, in milliseconds. */
  readonly initMillis: readonly number[];
}

/** One cloud platform on this machine, running one function (on Azure: one function app). */
export interface LocalPlatform {
  /** The `cloud.platform` value: `aws_lambda`, `gcp_cloud_functions` or `azure.functions`. */
  readonly platform: string;
  /** Base URL of the HTTP front end on loopback, without a trailing slash. */
  readonly url: string;
  /**
   * Invokes the function with an event instead of an HTTP request.
   * AWS Lambda: the event. Google: a CloudEvent. Azure: `{functionName, input, triggerMetadata?, traceContext?}`.
   */
  invoke(event: unknown): Promise<InvokeResult>;
  /** Every instance since the start, in that order; those that ended stay in the list with the state `ended`. */
  instances(): InstanceInfo[];
  /** Every invocation that is over, its hold too, in the order of their ends. */
  invocations(): InvocationInfo[];
  counts(): PlatformCounts;
  /** Takes the CPU away from every idle instance now (SIGSTOP). */
  freeze(): void;
  /** Gives it back (SIGCONT). */
  thaw(): void;
  /**
   * Breaks the connections that the instances have open through their proxies now; new ones work.
   *
   * @returns How many there were.
   * @throws Error without the option `egress`.
   */
  breakConnections(how: BreakKind): number;
  /** Ends every instance as the platform does at scale-in (signal or message, grace period), and waits for that. */
  terminate(): Promise<void>;
  /** Ends every instance at once (SIGKILL). New requests start new instances. */
  kill(): Promise<void>;
  /** `terminate()`, then closes the front end. */
  stop(): Promise<void>;
}
