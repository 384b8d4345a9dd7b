import {
  app,
  type HttpHandler,
  type HttpRequest,
  type InvocationContext,
  type ServiceBusQueueHandler,
  type Timer,
  type TimerHandler,
} from "@azure/functions";
import { expectTypeOf, it } from "vitest";
import { instrument, instrumentApp } from "../src/index.ts";

it("keeps the handlers' own types", () => {
  const http: HttpHandler = async (request) => ({ body: request.url });
  expectTypeOf(instrument(http)).toEqualTypeOf<HttpHandler>();

  const queue: ServiceBusQueueHandler<{ id: number }> = (message) => message.id;
  expectTypeOf(instrument(queue)).toEqualTypeOf<ServiceBusQueueHandler<{ id: number }>>();

  const timer: TimerHandler = (_timer: Timer) => undefined;
  expectTypeOf(instrument(timer)).toEqualTypeOf<TimerHandler>();

  const own = async (request: HttpRequest, _context: InvocationContext) => ({ jsonBody: request.params.id });
  expectTypeOf(instrument(own)).toEqualTypeOf<typeof own>();
  expectTypeOf(instrument(own)).toExtend<HttpHandler>();
});

it("types the parameters of a handler that stands where one is expected", () => {
  const handler: HttpHandler = instrument(async (request: HttpRequest) => ({ body: request.method }));
  expectTypeOf(handler).toBeCallableWith({} as HttpRequest, {} as InvocationContext);
});

it("takes the library's own app", () => {
  expectTypeOf(instrumentApp).toBeCallableWith(app, { serviceName: "shop" });
});
