import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import { instrument, log } from "@isobar/azure-functions";
import { checkout, ship } from "./checkout.ts";

app.http("checkout", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: instrument(async (request: HttpRequest) => {
    const order = await request.json().catch(() => undefined);
    const { status, body } = await checkout(order, request.headers.get("x-request-id") ?? "", { log });
    return { status, jsonBody: body };
  }),
});

app.serviceBusQueue("ship", {
  queueName: "orders",
  connection: "ServiceBus",
  handler: instrument(async (message: unknown, context: InvocationContext) => {
    await ship(message, String(context.triggerMetadata?.messageId ?? ""), { log });
  }),
});
