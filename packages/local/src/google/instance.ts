import { dirname } from "node:path";
import type { Counter } from "../counts.ts";
import { type InstanceProcess, spawnInstance } from "../instance.ts";
import type { PoolMember } from "../instance-pool.ts";
import type { Attachment, Surroundings } from "../surroundings.ts";
import type { InstanceInfo, PlatformOptions } from "../types.ts";
import { type GoogleOptions, googleEnvironment } from "./environment.ts";
import { findFreePort, isAlive, waitForPort } from "./port.ts";

/** What Cloud Run waits for an instance to listen. */
const START_MILLIS = 240_000;

/** What Cloud Run waits after SIGTERM. */
const GRACE_MILLIS = 10_000;

/** One process of the functions framework. */
export interface GoogleInstance extends PoolMember {
  invocations: number;
  /**
   * Whether the last answer was not the function's own: its process may be about to exit, and be frozen in that.
   */
  suspect: boolean;
  /** Settles with the port once it takes requests; rejects where the process ended before. */
  readonly ready: Promise<number>;
  /** Gives the CPU back and looks whether the process can take a request. */
  wake(): Promise<boolean>;
  /** Calls back once the CPU is taken away, or the instance has ended. */
  onThrottle(listener: () => void): void;
  /** Takes the CPU away where nothing is in flight, and `freeze` is on. */
  rest(): void;
  /** Takes the CPU away where nothing is in flight. */
  freeze(): void;
  /** Gives the CPU back where it was taken. */
  thaw(): void;
  /** Ends it as at scale-in: SIGTERM, then SIGKILL. */
  terminate(): Promise<void>;
  kill(): Promise<void>;
  describe(): InstanceInfo | undefined;
}

/** Starts an instance. */
export function startGoogleInstance(use: {
  readonly options: PlatformOptions;
  readonly google: GoogleOptions;
  readonly framework: string;
  readonly counter: Counter;
  readonly surroundings: Surroundings;
  readonly onExit: () => void;
}): GoogleInstance {
  const { options, google } = use;
  const starting = new AbortController();
  let child: InstanceProcess | undefined;
  let initMillis: number | undefined;
  let ended = false;
  let accepting = true;
  const throttled: (() => void)[] = [];
  const reportThrottle = () => {
    for (const listener of throttled.splice(0)) listener();
  };

  const leave = () => {
    accepting = false;
    starting.abort();
  };

  const spawn = (port: number, attachments: readonly Attachment[]) => {
    const instance = spawnInstance({
      ...(options.node === undefined ? {} : { node: options.node }),
      nodeArguments: options.nodeArguments ?? [],
      args: [
        use.framework,
        `--target=${google.target}`,
        `--signature-type=${google.signature}`,
        `--source=${options.file}`,
      ],
      env: { ...googleEnvironment(google, port), ...options.env },
      cwd: dirname(options.file),
      memoryMegabytes: google.memoryMegabytes,
      onOutOfMemory(usedMegabytes) {
        const text = `Memory limit of ${google.memoryMegabytes} MiB exceeded with ${Math.ceil(usedMegabytes)} MiB used.`;
        if (child !== undefined) options.onLine?.({ instanceId: child.id, stream: "stderr", text });
      },
      attachments,
      ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
    });
    child = instance;
    instance.exited.then(() => {
      ended = true;
      reportThrottle();
      leave();
      use.onExit();
    });
    return instance;
  };

  const start = async (): Promise<number> => {
    const port = await findFreePort();
    const attachments = await use.surroundings.attach();
    if (!accepting) {
      for (const attachment of attachments) attachment.close();
      throw new Error("The instance was ended before it was started");
    }
    const instance = spawn(port, attachments);
    const timer = setTimeout(() => instance.signal("SIGKILL"), START_MILLIS);
    await waitForPort(port, starting.signal);
    clearTimeout(timer);
    if (!accepting) throw new Error("The instance ended before it took a request");
    initMillis = performance.now() - instance.startedAtMillis;
    use.counter.ready(initMillis);
    member.rest();
    return port;
  };

  const member: GoogleInstance = {
    inFlight: 0,
    invocations: 0,
    suspect: false,
    get accepting() {
      return accepting;
    },
    get ready() {
      return ready;
    },
    async wake() {
      child?.thaw();
      if (!member.suspect) return true;
      const alive = await isAlive(await ready);
      if (alive) member.suspect = false;
      else leave();
      return alive;
    },
    onThrottle(listener) {
      if (ended) listener();
      else throttled.push(listener);
    },
    rest() {
      if (google.freeze) member.freeze();
    },
    freeze() {
      if (member.inFlight > 0 || initMillis === undefined || !accepting) return;
      child?.freeze();
      reportThrottle();
    },
    thaw() {
      child?.thaw();
    },
    async terminate() {
      leave();
      await child?.end(GRACE_MILLIS);
    },
    async kill() {
      leave();
      child?.signal("SIGKILL");
      await child?.exited;
    },
    describe() {
      if (child === undefined) return undefined;
      const { id, pid, frozen } = child;
      const running = initMillis === undefined ? "starting" : member.inFlight > 0 ? "busy" : frozen ? "frozen" : "idle";
      return {
        id,
        pid,
        state: ended ? "ended" : running,
        invocations: member.invocations,
        activeMillis: child.activeMillis,
        peakMegabytes: child.peakMegabytes,
        outOfMemory: child.outOfMemory,
        ...(initMillis === undefined ? {} : { initMillis }),
      };
    },
  };
  const ready = start();
  // Whoever waits for it hears of the failure; nobody may be waiting.
  ready.catch(() => {
    leave();
    use.onExit();
  });
  return member;
}
