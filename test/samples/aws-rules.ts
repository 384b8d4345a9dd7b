import { at, type Expected, first, from, literal, type MessageRow, type Row, text, when, words } from "./expect.ts";

/** The name that the suite gives the function, which the span has where triggers.md 0.3 says "function name". */
export const FUNCTION_NAME = "my-fn";

export const SERVER = literal(1, "triggers 0.3");
export const CONSUMER = literal(4, "triggers 0.3");
export const functionName = literal(FUNCTION_NAME, "triggers 0.3");

/** The service and integration, as the class of triggers.md 1.5. */
export const type = (name: string): Record<string, Expected> => ({
  "isobar.trigger.type": literal(name, "triggers 1.5"),
});

/** A header of the event, whatever its case; of repeated ones the first. */
export function header(name: string, ...places: readonly (readonly string[])[]): Expected<string> {
  return (sample) => {
    for (const place of places.length > 0 ? places : [["multiValueHeaders"], ["headers"]]) {
      const headers = at(...place)(sample);
      if (typeof headers !== "object" || headers === null) continue;
      const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
      const value: unknown = Array.isArray(found) ? found[0] : found;
      if (typeof value === "string") return value;
    }
    return undefined;
  };
}

/** What a request carries for its parent. */
export const requestCarrier = (...places: readonly (readonly string[])[]): Record<string, Expected> => ({
  traceparent: header("traceparent", ...places),
  tracestate: header("tracestate", ...places),
  "x-amzn-trace-id": header("x-amzn-trace-id", ...places),
});

/** A request by HTTP, by the row of triggers.md 1.6. */
export function httpRow(row: {
  readonly files: string;
  readonly type: string;
  readonly method?: Expected<string>;
  readonly route?: Expected<string>;
  readonly path?: Expected<string>;
  readonly scheme?: Expected<string>;
  readonly host?: Expected<string>;
  readonly userAgent?: Expected<string>;
  readonly protocol?: Expected<string>;
  readonly name?: Expected<string>;
  readonly attributes?: Row["attributes"];
  readonly carrier?: Row["carrier"];
}): Row {
  const nothing: Expected<string> = () => undefined;
  const { method = nothing, route = nothing } = row;
  return {
    files: row.files,
    trigger: literal("http", "triggers 1.6"),
    kind: SERVER,
    name: row.name ?? first(words(method, route), method),
    attributes: {
      "http.request.method": method,
      "http.route": route,
      "url.path": row.path ?? nothing,
      "url.scheme": row.scheme ?? nothing,
      "server.address": row.host ?? nothing,
      "user_agent.original": row.userAgent ?? nothing,
      "network.protocol.version": from(row.protocol ?? nothing, (protocol) => protocol.replace("HTTP/", "")),
      ...type(row.type),
      ...row.attributes,
    },
    carrier: row.carrier ?? requestCarrier(),
  };
}

/** Messages, by the row of triggers.md 1.7. */
export function messageRow(row: {
  readonly files: string;
  readonly type: string;
  readonly system: string;
  readonly destination?: Expected<string>;
  readonly count?: Expected<number>;
  readonly attributes: Row["attributes"];
  readonly messages: NonNullable<Row["messages"]>;
}): Row {
  const destination: Expected<string> = row.destination ?? (() => undefined);
  const process = literal("process", "triggers 1.7");
  return {
    files: row.files,
    trigger: literal("pubsub", "triggers 1.7"),
    kind: CONSUMER,
    name: first(words(process, destination), functionName),
    attributes: {
      "messaging.system.name": literal(row.system, "triggers 1.7"),
      "messaging.operation.name": process,
      "messaging.operation.type": process,
      "messaging.destination.name": destination,
      ...(row.count !== undefined && { "messaging.batch.message_count": row.count }),
      ...type(row.type),
      ...row.attributes,
    },
    messages: row.messages,
  };
}

/** A row of triggers.md 1.8. */
export function plainRow(
  files: string,
  trigger: "datasource" | "timer" | "other",
  triggerType: string | undefined,
  attributes: Row["attributes"] = {},
  carrier?: Row["carrier"],
): Row {
  return {
    files,
    trigger: literal(trigger, "triggers 1.8"),
    kind: SERVER,
    name: functionName,
    attributes: { ...(triggerType !== undefined && type(triggerType)), ...attributes },
    ...(carrier !== undefined && { carrier }),
  };
}

/** Each item of a list, read by the same rules. */
export function each(path: readonly (string | number)[], read: (item: unknown) => MessageRow): Expected<MessageRow[]> {
  return (sample) => {
    const list = at(...path)(sample);
    return Array.isArray(list) ? list.map(read) : [];
  };
}

/** A carrier of texts at paths of an item. */
export function carrierOf(item: unknown, paths: Readonly<Record<string, Expected>>): Record<string, unknown> {
  const entries = Object.entries(paths).map(([name, expected]) => [name, expected(item)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/** Only for an event with one message. */
export function single<Value>(list: readonly (string | number)[], expected: Expected<Value>): Expected<Value> {
  return when((sample) => {
    const items = at(...list)(sample);
    return Array.isArray(items) && items.length === 1;
  }, expected);
}

/** JSON in a text at a path. */
export function parsed(...path: readonly (string | number)[]): Expected {
  return from(text(...path), (body): unknown => {
    try {
      return JSON.parse(body);
    } catch {
      return undefined;
    }
  });
}
