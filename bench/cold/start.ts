import { setTimeout as wait } from "node:timers/promises";
import { type LocalPlatform, startLambda } from "@isobar/local";
import { HTTP_EVENT } from "../measure/event.ts";
import type { Runtime } from "../measure/runtime.ts";
import { readCpuMillis } from "../measure/usage.ts";
import { environmentOf, nameOf, type Variant } from "../peers/variants.ts";

/** One new instance, with its first invocation. */
export interface Start {
  /** From the start of the process until it asked for its first event. */
  readonly initMillis: number;
  /** From the event until the platform had the whole answer. */
  readonly responseMillis: number;
  /** From the answer until the instance could be frozen. */
  readonly holdMillis: number;
  /** Until then; undefined where the kernel does not say. */
  readonly cpuMillis: number | undefined;
  /** The most physical memory until then, in MiB. */
  readonly peakMegabytes: number;
}

export interface StartOptions {
  readonly runtime: Runtime;
  /** What the process is started by; empty for nothing. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly endpoint: string;
}

/** What a function of one vCPU has. */
const MEMORY_MEGABYTES = 1769;
const LIMIT_MILLIS = 60_000;

/**
 * Starts an instance, sends it one event, and waits until it is frozen.
 *
 * @throws Error where the invocation failed
 */
export async function measureStart(variant: Variant, options: StartOptions): Promise<Start> {
  const written: string[] = [];
  const platform = await startVariant(variant, options, (text) => written.push(text));
  try {
    const { ok, error } = await platform.invoke(HTTP_EVENT);
    if (!ok) throw new Error(`${nameOf(variant)}: ${error?.type}: ${error?.message}\n${written.join("\n")}`);
    while (platform.invocations().length === 0) await wait(2);
    const [invocation] = platform.invocations();
    const [instance] = platform.instances();
    if (invocation === undefined || instance === undefined) throw new Error(`${nameOf(variant)}: nothing was measured`);
    return {
      initMillis: invocation.initMillis ?? Number.NaN,
      responseMillis: invocation.responseMillis,
      holdMillis: invocation.holdMillis ?? Number.NaN,
      cpuMillis: readCpuMillis(instance.pid),
      peakMegabytes: instance.peakMegabytes,
    };
  } finally {
    await platform.kill();
    await platform.stop();
  }
}

function startVariant(variant: Variant, options: StartOptions, onText: (text: string) => void): Promise<LocalPlatform> {
  const { runtime, command } = options;
  const [program = runtime.node, ...rest] = [...command, runtime.node];
  return startLambda({
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
    onLine: ({ text }) => onText(text),
  });
}
