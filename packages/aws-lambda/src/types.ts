/** The parts of the Lambda context that Isobar reads. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  readonly clientContext?: unknown;
  readonly getRemainingTimeInMillis?: () => number;
}

/** A promise handler as Lambda calls it. */
export type LambdaArguments = readonly [event: unknown, context: unknown];

/**
 * An event whose shape is not known: anybody may invoke a function, with anything. What is read of it is read by
 * path, and may be of any type.
 */
export type LambdaEvent = Readonly<Record<string, unknown>>;
