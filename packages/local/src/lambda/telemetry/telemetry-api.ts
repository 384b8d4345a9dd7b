import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../front.ts";
import { refuse } from "../api-answer.ts";
import { createSubscriber, type Dropped, type Subscriber, type TelemetryEvent } from "./subscriber.ts";
import { readSubscription, type Subscription, SubscriptionError, type TelemetryKind } from "./subscription.ts";

/** The Telemetry API of one instance: who subscribed, and what is told to them. */
export interface TelemetryApi {
  /** Answers a subscription of an extension that is known by this name. */
  subscribe(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
  /** Tells who subscribed to the platform's events. */
  emit(type: string, record: object): void;
  /** Tells who subscribed to the function's log: one line of it. */
  log(text: string): void;
  /** No subscription is taken any more, and who comes late is told nothing of what was before. */
  closeSubscription(): void;
  flush(): void;
  /** Tells what is left, and no more. */
  close(): Promise<void>;
}

interface Listener {
  readonly subscription: Subscription;
  readonly subscriber: Subscriber;
}

/** Only an object with the fields of a log record is one: anything else that can be parsed is a line of text. */
function readRecord(text: string): unknown {
  if (!text.startsWith("{")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Makes the Telemetry API of a new instance, open for subscription. */
export function createTelemetryApi(): TelemetryApi {
  const listeners = new Map<string, Listener>();
  /** What happened so far, for those who subscribe in the course of the start. */
  let past: { readonly kind: TelemetryKind; readonly event: TelemetryEvent }[] | undefined = [];

  function pass({ subscription, subscriber }: Listener, kind: TelemetryKind, event: TelemetryEvent): void {
    if (!subscription.types.includes(kind)) return;
    const { record } = event;
    subscriber.push(
      typeof record === "string" && subscription.structured ? { ...event, record: readRecord(record) } : event,
    );
  }

  function tell(kind: TelemetryKind, type: string, record: unknown): void {
    const event = { time: new Date().toISOString(), type, record };
    past?.push({ kind, event });
    for (const listener of listeners.values()) pass(listener, kind, event);
  }

  const emit = (type: string, record: object) => tell("platform", `platform.${type}`, record);
  const onDropped = (dropped: Dropped) => emit("logsDropped", dropped);

  return {
    async subscribe(request, response, name) {
      const body = await readBody(request, 65_536);
      if (past === undefined) {
        return refuse(response, 403, "Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already");
      }
      let subscription: Subscription;
      try {
        subscription = readSubscription(body.toString());
      } catch (error) {
        if (!(error instanceof SubscriptionError)) throw error;
        return refuse(response, 400, "ValidationError", error.message);
      }
      void listeners.get(name)?.subscriber.close();
      const listener = { subscription, subscriber: createSubscriber(subscription, onDropped) };
      listeners.set(name, listener);
      response.writeHead(200, { "content-type": "text/plain" }).end("OK");
      for (const { kind, event } of past) pass(listener, kind, event);
      emit("telemetrySubscription", { name, state: "Subscribed", types: subscription.types });
    },
    emit,
    log: (text) => tell("function", "function", text),
    closeSubscription() {
      past = undefined;
    },
    flush() {
      for (const { subscriber } of listeners.values()) subscriber.flush();
    },
    async close() {
      await Promise.all([...listeners.values()].map(({ subscriber }) => subscriber.close()));
    },
  };
}
