import type { ClientRequest } from "node:http";
import { describeError, RuntimeError } from "./errors.ts";

/** What a streaming handler writes to. It is no `Writable`, but has its methods and properties. */
export interface ResponseStream {
  write(chunk: unknown, ...rest: unknown[]): boolean;
  /** @throws RuntimeError behind the first write */
  setContentType(contentType: string): void;
  /** Called before the first write, with a function that writes: where a prelude comes in. */
  _onBeforeFirstWrite?: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  readonly writableFinished: boolean;
}

/** A response that a handler streams. */
export interface StreamedResponse {
  readonly stream: ResponseStream;
  /** Ends the stream with the error behind the last byte; nothing where it was destroyed. */
  fail(error: unknown): Promise<void>;
}

const METHODS = [
  ...["cork", "destroy", "end", "uncork"],
  ...["addListener", "emit", "eventNames", "getMaxListeners", "listenerCount", "listeners", "off", "on", "once"],
  ...["prependListener", "prependOnceListener", "rawListeners", "removeAllListeners", "removeListener"],
  "setMaxListeners",
];
const PROPERTIES = [
  ...["destroyed", "writable", "writableCorked", "writableEnded", "writableFinished", "writableHighWaterMark"],
  ...["writableLength", "writableNeedDrain", "writableObjectMode"],
];

/** As on the platform, what is neither text nor bytes goes out as JSON. */
function encode(chunk: unknown): string | Uint8Array {
  return typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : (JSON.stringify(chunk) ?? "");
}

/** Makes the stream of an invocation over the request that takes its response. */
export function createStreamedResponse(request: ClientRequest): StreamedResponse {
  let begun = false;
  const write = request.write.bind(request) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  const stream: ResponseStream & Record<string, unknown> = {
    write(chunk, ...rest) {
      const bytes = encode(chunk);
      if (!begun) stream._onBeforeFirstWrite?.((prelude) => void write(prelude));
      begun = true;
      return write(bytes, ...rest);
    },
    setContentType(contentType) {
      if (begun) throw new RuntimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
      request.setHeader("content-type", contentType);
    },
    _onBeforeFirstWrite: undefined,
    get writableFinished() {
      return request.writableFinished;
    },
  };
  for (const name of METHODS) {
    const method = Reflect.get(request, name) as (...args: unknown[]) => unknown;
    stream[name] = method.bind(request);
  }
  for (const name of PROPERTIES) Object.defineProperty(stream, name, { get: () => Reflect.get(request, name) });

  return {
    stream,
    async fail(error) {
      if (request.destroyed || request.writableEnded) return;
      const body = describeError(error);
      request.addTrailers({
        "Lambda-Runtime-Function-Error-Type": encodeURI(body.errorType),
        "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(body)).toString("base64"),
      });
      await new Promise<void>((resolve) => request.end(resolve));
    },
  };
}
