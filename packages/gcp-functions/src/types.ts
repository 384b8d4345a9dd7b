/** The arguments of a call: `(req, res)`, `(cloudEvent)`, `(data, context)`, and the last two with a callback. */
export type GoogleArguments = readonly [first?: unknown, second?: unknown, ...others: unknown[]];

/** The parts of an HTTP request that Isobar reads: Node's own, and what Express and the framework add. */
export interface HttpRequest {
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly httpVersion?: unknown;
  /** What a parser made of the body. */
  readonly body?: unknown;
  /** Of the framework: the body's bytes. */
  readonly rawBody?: unknown;
  readonly url?: unknown;
  readonly originalUrl?: unknown;
  readonly path?: unknown;
  readonly protocol?: unknown;
  readonly baseUrl?: unknown;
  readonly route?: { readonly path?: unknown };
  /** Of the framework: the header `function-execution-id`, or one that it made up. */
  readonly executionId?: unknown;
}

/** The parts of Node's `ServerResponse` that Isobar reads. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headersSent: boolean;
  /** The application has called `end()`. */
  readonly writableEnded: boolean;
  readonly closed?: boolean;
  on(event: "prefinish" | "finish" | "close", listener: () => void): unknown;
  off(event: "prefinish" | "finish" | "close", listener: () => void): unknown;
}

/** What became of an HTTP response: the result of an HTTP function. */
export interface HttpAnswer {
  /** Undefined where the connection ended before a status was sent. */
  readonly statusCode?: number;
  /** False where the connection closed before the function had ended its response. */
  readonly isComplete: boolean;
}

/** The parts of a CloudEvent that Isobar reads, its extensions among them. */
export interface CloudEventFields {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly specversion?: unknown;
  readonly type?: unknown;
  readonly time?: unknown;
  readonly traceparent?: unknown;
  readonly tracestate?: unknown;
  readonly data?: unknown;
  /** Of Cloud Storage. */
  readonly bucket?: unknown;
  /** Of audit logs. */
  readonly servicename?: unknown;
  readonly serviceName?: unknown;
  readonly methodname?: unknown;
  readonly methodName?: unknown;
}

/** The parts of a background function's context that Isobar reads. */
export interface BackgroundContext extends CloudEventFields {
  readonly eventId?: unknown;
  readonly timestamp?: unknown;
  readonly eventType?: unknown;
  /** A path, or `{service, name, type}`. */
  readonly resource?: unknown;
}

/** The parts of `data` of a Pub/Sub event that Isobar reads. */
export interface PubSubData {
  readonly subscription?: unknown;
  readonly deliveryAttempt?: unknown;
  readonly message?: PubSubMessage;
}

/** Push requests carry both spellings, and emulators one of them. */
export interface PubSubMessage {
  readonly attributes?: unknown;
  /** base64. */
  readonly data?: unknown;
  readonly messageId?: unknown;
  readonly message_id?: unknown;
  readonly publishTime?: unknown;
  readonly publish_time?: unknown;
}
