import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { guardGroup, signalGroup } from "./guardian.ts";
import { ignoreErrors } from "./ignore-errors.ts";
import { readLines } from "./lines.ts";
import { watchMemory } from "./memory-watch.ts";
import { createStopwatch } from "./stopwatch.ts";
import type { Attachment } from "./surroundings.ts";
import type { OutputLine } from "./types.ts";

/** How an instance ended. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it was killed because its memory was at the limit. */
  readonly outOfMemory: boolean;
}

/** What an instance is started with. */
export interface InstanceOptions {
  /** @default a random one */
  readonly id?: string;
  /** Path of the Node executable. @default process.execPath */
  readonly node?: string;
  /** Arguments for Node itself, before `args`. */
  readonly nodeArguments?: readonly string[];
  /** The script and its arguments. */
  readonly args: readonly string[];
  /** Environment variables over the base of PATH, HOME, TMPDIR, LANG and TZ: nothing else of ours is handed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Killed (SIGKILL) where its process has so much physical memory, in MiB. */
  readonly memoryMegabytes: number;
  /** Called when it is about to be killed for that. */
  readonly onOutOfMemory?: (usedMegabytes: number) => void;
  /** What is around it: told of each freeze and thaw, and of the end. */
  readonly attachments?: readonly Attachment[];
  /** Opens a channel for messages. @default false */
  readonly ipc?: boolean;
  /** Called with each line that the process writes. */
  readonly onLine?: (line: OutputLine) => void;
}

/** One function instance: a process group of its own, as a sandbox has its own processes. */
export interface InstanceProcess {
  readonly id: string;
  readonly pid: number;
  /** `performance.now()` at the start. */
  readonly startedAtMillis: number;
  readonly frozen: boolean;
  /** How long it had the CPU so far: without the time in which it was frozen, and ended with the process. */
  readonly activeMillis: number;
  /** The most physical memory that its process was seen with, in MiB. */
  readonly peakMegabytes: number;
  /** Whether its memory is at the limit, so that it is being killed. */
  readonly outOfMemory: boolean;
  /** Takes the CPU away (SIGSTOP), from child processes of the function too. Idempotent. */
  freeze(): void;
  /** Gives the CPU back (SIGCONT). Idempotent. */
  thaw(): void;
  /** Sends a signal to the function's process, thawed before; SIGKILL goes to its child processes too. */
  signal(name: NodeJS.Signals): void;
  /** Sends a message; nothing happens without `ipc` or after the end. */
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Settles when the process has ended and all that it wrote was read. */
  readonly exited: Promise<ExitStatus>;
  /** Sends the signal (SIGTERM by default), then SIGKILL after the grace, and waits for the end. */
  end(graceMillis: number, name?: NodeJS.Signals): Promise<void>;
}

/** How long output of a process that ended is waited for, where something else still holds the pipe. */
const OUTPUT_GRACE_MILLIS = 250;

function baseEnvironment(): Record<string, string> {
  const base: Record<string, string> = { TZ: "UTC", LANG: "en_US.UTF-8" };
  for (const name of ["PATH", "HOME", "TMPDIR"]) {
    const value = process.env[name];
    if (value !== undefined) base[name] = value;
  }
  return base;
}

/**
 * Starts a function instance.
 *
 * @throws Error where the executable cannot be started.
 */
export function spawnInstance(options: InstanceOptions): InstanceProcess {
  const id = options.id ?? randomUUID();
  const node = options.node ?? process.execPath;
  const { onLine, attachments = [] } = options;
  const detach = () => {
    for (const attachment of attachments) attachment.close();
  };
  const output = onLine === undefined ? "ignore" : "pipe";
  const startedAtMillis = performance.now();
  const child = spawn(node, [...(options.nodeArguments ?? []), ...options.args], {
    detached: true,
    env: Object.assign(baseEnvironment(), options.env, ...attachments.map(({ env }) => env)),
    stdio: ["ignore", output, output, ...(options.ipc === true ? (["ipc"] as const) : [])],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  child.on("error", ignoreErrors);
  const { pid } = child;
  if (pid === undefined) {
    detach();
    throw new Error(`The function instance could not be started with ${node}`);
  }

  const release = guardGroup(pid);
  if (onLine !== undefined) {
    for (const stream of ["stdout", "stderr"] as const) {
      const readable = child[stream];
      if (readable !== null) readLines(readable, (text) => onLine({ instanceId: id, stream, text }));
    }
  }

  let frozen = false;
  let ended = false;
  let outOfMemory = false;
  const active = createStopwatch(startedAtMillis);
  const memory = watchMemory(pid, options.memoryMegabytes, (usedMegabytes) => {
    if (ended) return;
    outOfMemory = true;
    options.onOutOfMemory?.(usedMegabytes);
    signalGroup(pid, "SIGKILL");
  });
  const exited = new Promise<ExitStatus>((resolve) => {
    child.on("exit", (code, signal) => {
      ended = true;
      frozen = false;
      active.stop();
      memory.stop();
      detach();
      signalGroup(pid, "SIGKILL");
      release();
      const settle = () => resolve({ code, signal, outOfMemory });
      child.once("close", settle);
      setTimeout(settle, OUTPUT_GRACE_MILLIS).unref();
    });
  });

  const freeze = () => {
    if (ended || frozen) return;
    frozen = signalGroup(pid, "SIGSTOP");
    if (!frozen) return;
    for (const attachment of attachments) attachment.freeze?.();
    active.stop();
    memory.look();
    memory.stop();
  };
  const thaw = () => {
    if (!ended && frozen) {
      for (const attachment of attachments) attachment.thaw?.();
      active.start();
      memory.start();
      signalGroup(pid, "SIGCONT");
    }
    frozen = false;
  };
  const signal = (name: NodeJS.Signals) => {
    if (ended) return;
    if (name === "SIGKILL") {
      signalGroup(pid, name);
      return;
    }
    // A stopped process takes a signal only once it is continued.
    thaw();
    child.kill(name);
  };

  return {
    id,
    pid,
    startedAtMillis,
    get frozen() {
      return frozen;
    },
    get activeMillis() {
      return active.elapsedMillis;
    },
    get peakMegabytes() {
      if (!ended) memory.look();
      return memory.peakMegabytes;
    },
    get outOfMemory() {
      return outOfMemory;
    },
    freeze,
    thaw,
    signal,
    send(message) {
      if (child.connected) child.send(message, ignoreErrors);
    },
    onMessage(listener) {
      child.on("message", (message: unknown) => listener(message));
    },
    exited,
    async end(graceMillis, name = "SIGTERM") {
      signal(name);
      const timer = setTimeout(() => signal("SIGKILL"), graceMillis);
      await exited;
      clearTimeout(timer);
    },
  };
}
