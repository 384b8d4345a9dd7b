/** The parts of the Lambda context that Isobar reads. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  readonly getRemainingTimeInMillis?: () => number;
}

/** A promise handler as Lambda calls it. */
export type LambdaArguments = readonly [event: unknown, context: unknown];

/** The parts of an HTTP API (payload 2.0) or Function URL event that Isobar reads. */
export interface HttpEvent {
  readonly version?: unknown;
  readonly routeKey?: unknown;
  readonly rawPath?: unknown;
  readonly headers?: unknown;
  readonly requestContext?: {
    readonly domainName?: unknown;
    readonly http?: {
      readonly method?: unknown;
      readonly path?: unknown;
      readonly protocol?: unknown;
      readonly userAgent?: unknown;
    };
  };
}

/** The parts of an SQS record that Isobar reads. */
export interface SqsRecord {
  readonly messageId?: unknown;
  readonly eventSource?: unknown;
  readonly eventSourceARN?: unknown;
  readonly messageAttributes?: unknown;
}
