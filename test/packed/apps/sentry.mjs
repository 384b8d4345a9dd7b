// An application with Sentry, whose transport keeps what it is given to send.
import * as Sentry from "@sentry/node";

const transactions = [];

Sentry.init({
  dsn: "https://public@sentry.example.com/1",
  tracesSampleRate: 1,
  transport: (options) =>
    Sentry.createTransport(options, async ({ body }) => {
      const [, ...lines] = body.toString().split("\n");
      for (let index = 0; index + 1 < lines.length; index += 2) {
        if (JSON.parse(lines[index]).type === "transaction") transactions.push(JSON.parse(lines[index + 1]));
      }
      return { statusCode: 200 };
    }),
});

/** Sentry sends a trace as its root, the transaction, and the spans below it. */
export async function collected() {
  await Sentry.flush(2000);
  const spans = transactions.flatMap(({ transaction, contexts, spans: below }) => [
    toSpan(transaction, contexts.trace),
    ...below.map((span) => toSpan(span.description, span)),
  ]);
  return { spans };
}

function toSpan(name, { trace_id: traceId, span_id: spanId, parent_span_id: parentSpanId }) {
  return { name, traceId, spanId, ...(parentSpanId && { parentSpanId }) };
}
