import type { InstanceInfo } from "../types.ts";
import { type Sandbox, type SandboxServices, startSandbox } from "./sandbox.ts";
import type { LambdaInvocation, LambdaSettings } from "./types.ts";

/**
 * How long an event waits for an instance that has answered but not yet asked for the next event, before it gets a new
 * one. On AWS the caller's way there and back covers that moment; on loopback every second request of a caller would be
 * a cold start.
 */
const FINISHING_GRACE_MILLIS = 10;

interface Waiting {
  readonly invocation: LambdaInvocation;
  readonly timer?: NodeJS.Timeout;
}

/** The instances of a function, and the invocations that wait for one. */
export interface Pool {
  /** Runs an invocation: in the idle instance that was used last, in a new one, or when one is free. */
  dispatch(invocation: LambdaInvocation): void;
  /** Every instance so far, those that ended too, in the order of their start. */
  instances(): InstanceInfo[];
  freeze(): void;
  thaw(): void;
  terminate(): Promise<void>;
  kill(): Promise<void>;
  /** Refuses what waits and what is still to come. */
  close(): void;
}

/** Makes the pool of a function, without instances yet. */
export function createPool(settings: LambdaSettings, services: SandboxServices): Pool {
  /** The one used last comes last. */
  const idle: Sandbox[] = [];
  const queue: Waiting[] = [];
  /** All so far, in the order of their start. */
  const sandboxes = new Set<Sandbox>();
  const starts = new Set<Promise<void>>();
  let live = 0;
  let closed = false;

  const refuse = (invocation: LambdaInvocation, message: string) =>
    invocation.settle({ failure: { type: "ServiceException", message } });

  function start(invocation: LambdaInvocation): void {
    live += 1;
    const started = startSandbox(settings, services, invocation, { onFree, onEnded }).then(
      (sandbox) => void sandboxes.add(sandbox),
      (error: unknown) => {
        live -= 1;
        services.counter.failed();
        refuse(invocation, error instanceof Error ? error.message : String(error));
      },
    );
    starts.add(started);
    void started.then(() => starts.delete(started));
  }

  function takeWaiting(): LambdaInvocation | undefined {
    const waiting = queue.shift();
    clearTimeout(waiting?.timer);
    return waiting?.invocation;
  }

  function waitForFinishing(invocation: LambdaInvocation): void {
    const timer = setTimeout(() => {
      const index = queue.findIndex((waiting) => waiting.invocation === invocation);
      if (live >= settings.maxInstances) return;
      queue.splice(index, 1);
      start(invocation);
    }, FINISHING_GRACE_MILLIS);
    queue.push({ invocation, timer });
  }

  function onFree(sandbox: Sandbox): void {
    const invocation = takeWaiting();
    if (invocation === undefined) idle.push(sandbox);
    else sandbox.invoke(invocation);
  }

  function onEnded(sandbox: Sandbox): void {
    live -= 1;
    const index = idle.indexOf(sandbox);
    if (index >= 0) idle.splice(index, 1);
    const invocation = takeWaiting();
    if (invocation !== undefined) start(invocation);
  }

  /** Nothing new goes to the instances of now; those that come later are not touched. */
  async function endAll(end: (sandbox: Sandbox) => Promise<void>): Promise<void> {
    idle.length = 0;
    await Promise.all(starts);
    idle.length = 0;
    await Promise.all([...sandboxes].map(end));
  }

  return {
    dispatch(invocation) {
      if (closed) return refuse(invocation, "The platform was stopped");
      const sandbox = idle.pop();
      if (sandbox !== undefined) return sandbox.invoke(invocation);
      if (live >= settings.maxInstances) return void queue.push({ invocation });
      const finishing = [...sandboxes].filter((candidate) => candidate.finishing).length;
      if (queue.length < finishing) waitForFinishing(invocation);
      else start(invocation);
    },
    instances: () => [...sandboxes].map((sandbox) => sandbox.info()),
    freeze() {
      for (const sandbox of idle) sandbox.freeze();
    },
    thaw() {
      for (const sandbox of idle) sandbox.thaw();
    },
    terminate: () => endAll((sandbox) => sandbox.retire()),
    kill: () => endAll((sandbox) => sandbox.kill()),
    close() {
      closed = true;
      for (let waiting = takeWaiting(); waiting !== undefined; waiting = takeWaiting()) {
        refuse(waiting, "The platform was stopped");
      }
    },
  };
}
