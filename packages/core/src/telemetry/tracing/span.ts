import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  EVENT_EXCEPTION,
} from "../../semconv.ts";
import { addAttributes, copySimpleValue, putAttribute } from "../attributes.ts";
import { addMillis, hrTimeDuration, isHrTime, millisToHrTime, performanceToHrTime } from "../hr-time.ts";
import { createLink } from "./link.ts";
import type { ReadableSpan, SpanSource, TimedEvent } from "./model.ts";
import { tell } from "./tell.ts";

/** Until it has ended. */
const NO_TIME: HrTime = [0, 0];
const NO_DURATION: HrTime = [-1, -1];

/** What is read of an exception. */
interface Thrown {
  readonly code?: string | number;
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** What is known of a span when it begins, and in no field of its own as it is. */
export interface Beginning {
  readonly startTime: TimeInput | undefined;
  readonly attributes: Attributes | undefined;
  /** How many were no attributes, of those that were given. */
  readonly droppedAttributesCount: number;
  readonly links: Link[];
}

/**
 * A span that is recorded, as the API has it and as exporters read it. Its state is in plain fields of its own: those
 * who copy a span to change it copy these.
 */
export class RecordedSpan implements Span, ReadableSpan {
  declare name: string;
  declare readonly kind: SpanKind;
  declare readonly parentSpanContext: SpanContext;
  declare readonly startTime: HrTime;
  endTime = NO_TIME;
  duration = NO_DURATION;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  readonly attributes: Attributes = {};
  declare readonly links: Link[];
  readonly events: TimedEvent[] = [];
  ended = false;
  declare readonly resource: SpanSource["resource"];
  declare readonly instrumentationScope: SpanSource["instrumentationScope"];
  declare droppedAttributesCount: number;
  droppedEventsCount = 0;
  declare droppedLinksCount: number;
  declare private readonly _spanContext: SpanContext;
  declare private readonly _source: SpanSource;
  /** How many attributes there are. */
  declare private _count: number;
  /** Of `performance.now()`; undefined where the start was given, since which nothing is measured here. */
  declare private readonly _start: number | undefined;
  /** By how much the system's clock is ahead of `performance`, since it was set or the process stood still. */
  declare private readonly _drift: number;

  constructor(
    source: SpanSource,
    name: string,
    kind: SpanKind,
    spanContext: SpanContext,
    parentSpanContext: SpanContext | undefined,
    { startTime, attributes, droppedAttributesCount, links }: Beginning,
  ) {
    const { limits } = source;
    const now = Date.now();
    const start = performance.now();
    this._source = source;
    this._spanContext = spanContext;
    this._start = startTime === undefined || startTime === null ? start : undefined;
    this._drift = now - (start + performance.timeOrigin);
    this.name = name;
    this.kind = kind;
    this.parentSpanContext = parentSpanContext as SpanContext;
    this.startTime = this._start === undefined ? this._readTime(startTime) : millisToHrTime(now);
    this.resource = source.resource;
    this.instrumentationScope = source.instrumentationScope;
    const excess = Math.max(0, links.length - limits.linkCountLimit);
    // Of too many, the last ones.
    this.links = excess > 0 ? links.slice(excess) : links;
    this.droppedLinksCount = excess;
    this.droppedAttributesCount = droppedAttributesCount;
    this._count = addAttributes(this, attributes, limits);
  }

  spanContext(): SpanContext {
    return this._spanContext;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (this._hasEnded()) return this;
    this._count = putAttribute(this, this._count, key, value, this._source.limits);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, givenTime?: TimeInput): this {
    if (this._hasEnded()) return this;
    const { limits } = this._source;
    const isTime = isTimeInput(attributesOrTime);
    const time = isTime && !isTimeInput(givenTime) ? attributesOrTime : givenTime;
    const event: TimedEvent = { name, time: this._readTime(time) };
    const attributes = isTime ? undefined : attributesOrTime;
    addAttributes(event, attributes, limits, limits.attributePerEventCountLimit, copySimpleValue);
    this.droppedEventsCount += pushLast(this.events, event, limits.eventCountLimit);
    return this;
  }

  addLink(link: Link): this {
    if (this._hasEnded()) return this;
    const { limits } = this._source;
    this.droppedLinksCount += pushLast(this.links, createLink(link, limits), limits.linkCountLimit);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this._hasEnded() || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    this.status = { code };
    if (code !== SpanStatusCode.ERROR) return this;
    if (typeof message === "string") this.status.message = message;
    else if (message !== undefined && message !== null) {
      diag.warn("isobar: a status message that is no string is left out");
    }
    return this;
  }

  updateName(name: string): this {
    if (!this._hasEnded()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { code, name, message, stack }: Thrown =
      typeof exception === "string" ? { message: exception } : (exception ?? {});
    const type = code ? code.toString() : name;
    if (!type && !message) {
      diag.warn("isobar: an exception without name and message is left out");
      return;
    }
    const attributes = {
      [ATTR_EXCEPTION_TYPE]: type || undefined,
      [ATTR_EXCEPTION_MESSAGE]: message || undefined,
      [ATTR_EXCEPTION_STACKTRACE]: stack || undefined,
    };
    this.addEvent(EVENT_EXCEPTION, attributes, time);
  }

  end(givenTime?: TimeInput): void {
    if (this._hasEnded()) return;
    const endTime = this._readTime(givenTime);
    const duration = hrTimeDuration(this.startTime, endTime);
    const isBackward = duration[0] < 0;
    if (isBackward) diag.warn(`isobar: span "${this.name}" ends before it starts`);
    this.endTime = isBackward ? [...this.startTime] : endTime;
    this.duration = isBackward ? [0, 0] : duration;
    if (this.droppedEventsCount + this.droppedLinksCount > 0) {
      const { name, droppedEventsCount: events, droppedLinksCount: links } = this;
      diag.warn(`isobar: span "${name}" has ${events} events and ${links} links too many`);
    }
    const { processors } = this._source;
    tell(processors, this, "ending");
    // One of these may have ended it.
    if (this.ended) return;
    this.ended = true;
    tell(processors, this, "ended");
  }

  private _hasEnded(): boolean {
    if (this.ended) diag.warn(`isobar: span "${this.name}" is used after its end`, new Error("span has ended"));
    return this.ended;
  }

  /** As OpenTelemetry's SDK reads times: a number that `performance.now()` can have given is one of these. */
  private _readTime(time: TimeInput | undefined): HrTime {
    if (typeof time === "number") {
      return time <= performance.now() ? performanceToHrTime(time + this._drift) : millisToHrTime(time);
    }
    if (time instanceof Date) return millisToHrTime(time.getTime());
    if (isHrTime(time)) return time;
    return this._start === undefined
      ? millisToHrTime(Date.now())
      : addMillis(this.startTime, performance.now() - this._start);
  }
}

function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === "number" || value instanceof Date || isHrTime(value);
}

/**
 * Adds to a list that may have no more than `limit`: those that came first make room.
 *
 * @returns how many are left out for it
 */
function pushLast<Item>(list: Item[], item: Item, limit: number): number {
  if (limit === 0) return 1;
  const isFull = list.length >= limit;
  if (isFull) list.shift();
  list.push(item);
  return isFull ? 1 : 0;
}
