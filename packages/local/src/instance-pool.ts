/** What a pool needs to know of an instance. */
export interface PoolMember {
  /** Invocations that hold a slot now. The pool keeps it. */
  inFlight: number;
  /** Whether it may get further work; false once it is being ended. */
  readonly accepting: boolean;
}

/** Instances that take several invocations at once. */
export interface InstancePool<Member extends PoolMember> {
  /**
   * Takes a slot: of a running instance that has room, else of a new one, else of the first that becomes free.
   *
   * @throws Error where an instance cannot be started at all, or the pool was closed while waiting.
   */
  acquire(): Promise<Member>;
  /** Gives a slot back. */
  release(member: Member): void;
  /** Starts an instance where none accepts work. */
  warm(): void;
  /** Looks again whether somebody who waits can be served: an instance ended. */
  serve(): void;
  /** Every instance so far, ended ones too, in the order of their start. */
  readonly members: readonly Member[];
  /** Sends away whoever waits, now and later. */
  close(): void;
}

interface Waiter<Member> {
  resolve(member: Member): void;
  reject(error: unknown): void;
}

/** Thrown to those who wait for an instance when the platform is stopped. */
export class PoolClosedError extends Error {
  override readonly name = "PoolClosedError";
}

/**
 * Makes a pool. Instances are filled one after the other: a new one is started only when all are full, as platforms
 * with concurrency do.
 */
export function createInstancePool<Member extends PoolMember>(options: {
  /** Invocations that one instance takes at once. */
  readonly concurrency: number;
  /** Instances that accept work at the same time, at most. */
  readonly maxInstances: number;
  start(): Member;
}): InstancePool<Member> {
  const members: Member[] = [];
  const waiting: Waiter<Member>[] = [];
  let closed = false;

  const start = () => {
    const member = options.start();
    members.push(member);
    return member;
  };

  const findRoom = (): Member | undefined => {
    const accepting = members.filter((member) => member.accepting);
    const free = accepting.find((member) => member.inFlight < options.concurrency);
    return free ?? (accepting.length < options.maxInstances ? start() : undefined);
  };

  const serve = () => {
    while (!closed && waiting.length > 0) {
      let member: Member | undefined;
      try {
        member = findRoom();
      } catch (error) {
        waiting.shift()?.reject(error);
        continue;
      }
      if (member === undefined) return;
      member.inFlight += 1;
      waiting.shift()?.resolve(member);
    }
  };

  return {
    members,
    acquire: () =>
      new Promise<Member>((resolve, reject) => {
        if (closed) {
          reject(new PoolClosedError("The platform was stopped"));
          return;
        }
        waiting.push({ resolve, reject });
        serve();
      }),
    release(member) {
      member.inFlight -= 1;
      serve();
    },
    warm() {
      if (!closed && !members.some((member) => member.accepting)) start();
    },
    serve,
    close() {
      closed = true;
      for (const waiter of waiting.splice(0)) waiter.reject(new PoolClosedError("The platform was stopped"));
    },
  };
}
