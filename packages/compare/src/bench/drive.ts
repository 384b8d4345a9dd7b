import { randomBytes } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { nowMillis, waitUntil } from "./clock.ts";
import { classifyAnswer } from "./outcome.ts";
import type { PlannedRequest } from "./plan.ts";
import { type Answer, type Call, send } from "./send.ts";
import { readStamp } from "./stamp.ts";
import type { ClientRecord, EndReason, RequestStamp } from "./types.ts";

/** Beyond so many requests under way, the driver measures itself. */
const MAX_UNDER_WAY = 1000;
/** A timer is seldom later by more than this on a machine that has time. */
export const LATE_MILLIS = 10;
/** How long an interrupted run waits for what is under way. */
const GRACE_MILLIS = 2000;

/** A target as the driver knows it. */
export interface DriveTarget {
  readonly id: string;
  readonly call: Call;
  /** Whether its answers are known to carry the stamp; the first that does shows it as well. */
  readonly stamps: boolean;
  /** Ends the target's instances, so that the next request starts one. */
  readonly renew?: () => Promise<void>;
}

/** How to send a plan. */
export interface DriveOptions {
  readonly plan: Iterable<PlannedRequest>;
  readonly targets: readonly DriveTarget[];
  /** Whether connections stay open and are used again. */
  readonly keepAlive: boolean;
  /** Whether each request waits for the one before, and for the target's `renew`. */
  readonly oneByOne: boolean;
  /** Blocks from the start that do not count. */
  readonly discardedBlocks: number;
  readonly signal: AbortSignal;
  readonly onRecord: (record: ClientRecord) => void;
  /** Asked before each request. */
  readonly stop: (next: PlannedRequest) => EndReason | undefined;
}

/**
 * Sends the requests of a plan, each at its intended time, whether those before were answered or not: an open loop. A
 * target that stalls is sent as much as one that does not, and what had to wait counts its waiting, so that a stall
 * shows in every request that real users would have sent meanwhile.
 */
export async function drive(options: DriveOptions): Promise<{ readonly ended: EndReason; readonly late: number }> {
  const { targets, signal, oneByOne } = options;
  const agents = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };
  const cut = new AbortController();
  const underWay = new Set<Promise<void>>();
  const stamping = new Set(targets.flatMap((target) => (target.stamps ? target.id : [])));
  const startedAt = nowMillis();
  let ended: EndReason = "invocations";
  let late = 0;
  let id = 0;

  const record = async (planned: PlannedRequest, target: DriveTarget, intended: number): Promise<void> => {
    id += 1;
    const traceId = randomBytes(16).toString("hex");
    const begun = { id, target: target.id, block: planned.block, discarded: planned.block < options.discardedBlocks };
    if (underWay.size >= MAX_UNDER_WAY) return options.onRecord({ ...begun, intended, outcome: "dropped", traceId });
    const traceparent = `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
    const call = { ...target.call, headers: { ...target.call.headers, traceparent } };
    const agent = options.keepAlive ? agents[call.url.protocol as keyof typeof agents] : false;
    const answer = await send(call, agent, cut.signal);
    // Cut off by the end of the run: it says nothing of the target.
    if (cut.signal.aborted && answer.error === "interrupted") return;
    if (answer.sent - intended > LATE_MILLIS) late += 1;
    const stamp = readStamp(answer.headers ?? {});
    if (stamp !== undefined) stamping.add(target.id);
    options.onRecord({ ...begun, intended, ...describeAnswer(answer, stamp, stamping.has(target.id)), traceId });
  };

  for (const planned of options.plan) {
    const target = targets[planned.target];
    if (target === undefined) continue;
    let intended = Math.round((startedAt + planned.at) * 1000) / 1000;
    if (!oneByOne) await waitUntil(intended, signal);
    const reason = signal.aborted ? "interrupted" : options.stop(planned);
    if (reason !== undefined) {
      ended = reason;
      break;
    }
    if (oneByOne) {
      await target.renew?.();
      intended = nowMillis();
    }
    const recording = record(planned, target, intended);
    underWay.add(recording);
    void recording.finally(() => underWay.delete(recording));
    if (oneByOne) await recording;
  }
  if (signal.aborted) ended = "interrupted";
  const timer = setTimeout(() => cut.abort(), GRACE_MILLIS);
  if (ended !== "interrupted") clearTimeout(timer);
  await Promise.all(underWay);
  clearTimeout(timer);
  for (const agent of Object.values(agents)) agent.destroy();
  return { ended, late };
}

function describeAnswer(
  { headers: _, ...answer }: Answer,
  stamp: RequestStamp | undefined,
  targetStamps: boolean,
): Omit<Answer, "headers"> & Pick<ClientRecord, "outcome" | "stamp"> {
  return {
    ...answer,
    outcome: classifyAnswer(answer.status, stamp !== undefined, targetStamps),
    ...(stamp !== undefined && { stamp }),
  };
}
