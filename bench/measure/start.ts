import { type LocalPlatform, type PlatformOptions, startAzure, startGoogle, startLambda } from "@isobar/local";
import type { Platform } from "../peers/peer.ts";
import { environmentOf, nameOf, type Variant } from "../peers/variants.ts";
import { HTTP_EVENT } from "./event.ts";
import type { Runtime } from "./runtime.ts";

export interface StartOptions {
  readonly runtime: Runtime;
  /** What the process is started by; empty for nothing. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** For Node itself. @default none */
  readonly nodeArguments?: readonly string[];
  readonly endpoint: string;
  /** Whether an instance is stopped behind each invocation, where its platform does so. */
  readonly freeze: boolean;
}

/** A local platform with one function, of which there is one instance at most. */
export interface Running {
  readonly platform: LocalPlatform;
  /**
   * Invokes it and waits for the answer.
   *
   * @throws Error where the invocation failed, with what the function wrote
   */
  send(): Promise<void>;
  /** What the function wrote last. */
  lines(): readonly string[];
  stop(): Promise<void>;
}

/** What a function of one vCPU has on AWS Lambda. */
const MEMORY_MEGABYTES = 1769;
const LIMIT_MILLIS = 60_000;
/** Of what a function wrote; a failure is told with them. */
const KEPT_LINES = 100;

const starts: Readonly<Record<Platform, (options: PlatformOptions) => Promise<LocalPlatform>>> = {
  aws: startLambda,
  gcp: startGoogle,
  azure: startAzure,
};

/** Starts a variant's platform; its first instance starts with the first invocation. */
export async function startVariant(variant: Variant, options: StartOptions): Promise<Running> {
  const { runtime, command, nodeArguments = [], freeze } = options;
  const [program = runtime.node, ...rest] = [...command, runtime.node, ...nodeArguments];
  const lines: string[] = [];
  const platform = await starts[variant.peer.platform]({
    file: variant.file,
    runtime: runtime.lambda,
    node: program,
    nodeArguments: rest,
    env: {
      // What starts Node is not Node, and would be asked for its version.
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${runtime.nodeMajor}.x`,
      ...environmentOf(variant, options.endpoint),
      ...options.env,
    },
    memoryMegabytes: MEMORY_MEGABYTES,
    timeoutMillis: LIMIT_MILLIS,
    maxInstances: 1,
    freeze,
    onLine({ text }) {
      lines.push(text);
      if (lines.length > KEPT_LINES) lines.shift();
    },
  });
  return {
    platform,
    async send() {
      const failure = await invoke(platform, variant.peer.platform);
      if (failure !== undefined) throw new Error(`${nameOf(variant)}: ${failure}\n${lines.join("\n")}`);
    },
    lines: () => lines,
    async stop() {
      await platform.kill();
      await platform.stop();
    },
  };
}

/** @returns what failed */
async function invoke(platform: LocalPlatform, name: Platform): Promise<string | undefined> {
  if (name === "aws") {
    const { ok, error } = await platform.invoke(HTTP_EVENT);
    return ok ? undefined : `${error?.type}: ${error?.message}`;
  }
  const { rawPath, rawQueryString, headers } = HTTP_EVENT;
  const path = `${name === "azure" ? "/api" : ""}${rawPath}?${rawQueryString}`;
  const { accept, traceparent } = headers;
  const response = await fetch(`${platform.url}${path}`, { headers: { accept, traceparent } });
  const text = await response.text();
  return response.ok ? undefined : `${response.status} ${text}`;
}
