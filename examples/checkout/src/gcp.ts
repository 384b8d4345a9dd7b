import { instrument, log } from "@isobar/gcp-functions";
import { checkout, ship } from "./checkout.ts";

interface Request {
  readonly body: unknown;
  get(name: string): string | undefined;
}

interface Response {
  status(code: number): Response;
  json(body: unknown): unknown;
}

interface PubSubEvent {
  readonly data?: { readonly message?: { readonly data?: string; readonly messageId?: string } };
}

/** An HTTP function. */
export const http = instrument(async (request: Request, response: Response) => {
  const { status, body } = await checkout(request.body, request.get("x-request-id") ?? "", { log });
  response.status(status).json(body);
});

/** A CloudEvent function behind a Pub/Sub topic. */
export const queue = instrument(async (event: PubSubEvent) => {
  const message = event.data?.message;
  await ship(JSON.parse(Buffer.from(message?.data ?? "", "base64").toString()), message?.messageId ?? "", { log });
});
