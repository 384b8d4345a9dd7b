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
  /** What the platform tells the function about its memory, in MiB; it is not enforced. @default 1024 */
  readonly memoryMegabytes?: number;
  /** Invocations that one instance takes at once. AWS Lambda is always 1. @default 80 (Google), 100 (Azure) */
  readonly concurrency?: number;
  /** Instances at most; further requests wait. @default 10 (AWS Lambda), 4 (Google), 1 (Azure) */
  readonly maxInstances?: number;
  /** Whether CPU is taken away as the platform does (SIGSTOP). Azure Functions never freezes. @default true */
  readonly freeze?: boolean;
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
  counts(): PlatformCounts;
  /** Takes the CPU away from every idle instance now (SIGSTOP). */
  freeze(): void;
  /** Gives it back (SIGCONT). */
  thaw(): void;
  /** Ends every instance as the platform does at scale-in (signal or message, grace period), and waits for that. */
  terminate(): Promise<void>;
  /** Ends every instance at once (SIGKILL). New requests start new instances. */
  kill(): Promise<void>;
  /** `terminate()`, then closes the front end. */
  stop(): Promise<void>;
}
