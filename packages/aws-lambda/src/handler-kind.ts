const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Marked by `awslambda.streamifyResponse`. */
export function isStreamingHandler(handler: object): boolean {
  return STREAMING in handler;
}

/** Three parameters: the runtime hands over a callback. */
export function isCallbackHandler(handler: { readonly length: number }): boolean {
  return handler.length >= 3;
}
