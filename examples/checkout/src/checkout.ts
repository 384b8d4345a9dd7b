import { trace } from "@opentelemetry/api";
import type { Order } from "./order.ts";
import { readOrder } from "./order.ts";

/** What a cloud's entry hands to the business function: its logger. */
export interface Tools {
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** An answer that each cloud turns into its own form. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The payment provider could not be reached: nothing that a shop can answer for. */
export class PaymentGatewayError extends Error {
  override readonly name = "PaymentGatewayError";
}

const tracer = trace.getTracer("checkout");

/**
 * Takes an order: validates it, reserves the goods, charges the card.
 *
 * @param requestId - set as `isobar.demo.request.id` on the span and in each log line, so that a client can find them
 * @throws PaymentGatewayError where the payment provider cannot be reached
 */
export async function checkout(value: unknown, requestId: string, { log }: Tools): Promise<Answer> {
  const fields = markRequest(requestId);
  log.info(fields, "order received");
  const read = readOrder(value);
  if ("problem" in read) {
    log.warn({ ...fields, problem: read.problem }, "order rejected");
    return { status: 400, body: { error: read.problem } };
  }
  const { order } = read;
  if (!(await reserve(order))) {
    log.error({ ...fields, warehouse: order.warehouse }, "warehouse is offline");
    return { status: 503, body: { error: "the warehouse is offline" } };
  }
  if (!(await charge(order))) {
    log.warn(fields, "card declined");
    return { status: 402, body: { error: "the card was declined" } };
  }
  log.info({ ...fields, items: order.items.length }, "order confirmed");
  return { status: 201, body: { orderId: order.id, status: "confirmed" } };
}

/** Ships an order that comes from a queue. */
export async function ship(value: unknown, requestId: string, { log }: Tools): Promise<void> {
  const fields = markRequest(requestId);
  const read = readOrder(value);
  if ("problem" in read) {
    log.error({ ...fields, problem: read.problem }, "order cannot be shipped");
    throw new TypeError("the message holds no valid order");
  }
  await reserve(read.order);
  log.info({ ...fields, items: read.order.items.length }, "order shipped");
}

function markRequest(requestId: string): Record<string, string> {
  trace.getActiveSpan()?.setAttribute("isobar.demo.request.id", requestId);
  return { "isobar.demo.request.id": requestId };
}

/** The slow dependency: 5 to 25 ms, the same for the same order. */
function reserve(order: Order): Promise<boolean> {
  return tracer.startActiveSpan("reserve stock", async (span) => {
    try {
      if (order.warehouse === "silent") await new Promise(() => setTimeout(() => {}, 3_600_000));
      await wait(5 + (hash(order.id) % 21));
      return order.warehouse !== "offline";
    } finally {
      span.end();
    }
  });
}

function charge(order: Order): Promise<boolean> {
  return tracer.startActiveSpan("charge card", async (span) => {
    try {
      await wait(2);
      if (order.card === "gateway-down") throw new PaymentGatewayError("the payment gateway did not answer");
      return order.card !== "declined";
    } finally {
      span.end();
    }
  });
}

function wait(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) >>> 0;
  return value;
}
