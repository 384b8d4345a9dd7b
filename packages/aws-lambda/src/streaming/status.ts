import { createPreludeReader } from "./prelude.ts";
import type { ResponseStream } from "./types.ts";

const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";
const DEFAULT_STATUS = 200;

/** What a streamed response says of its status. */
export interface StreamedStatus {
  /**
   * The status code that was sent; undefined where nothing was written yet, null where what was written has no form
   * that the platform would take.
   */
  read(): unknown;
  /** Leaves the stream as it was. */
  release(): void;
}

/**
 * Watches a response stream until its status is known, with the first byte as a rule, and leaves it alone from then on.
 *
 * The handler keeps the very stream that the runtime made; two methods of this one object are looked through for a
 * moment. The other way, to replace `awslambda.HttpResponseStream.from` for the whole process, would touch what belongs
 * to the runtime and to everyone else in the process, would be missed by whoever took `from` before, and would not see
 * a prelude that a framework writes by hand. The runtime's own prelude does not come through `write` but by the hook
 * that `from` leaves on the stream, for the first write.
 *
 * @param onKnown - called as soon as the status is sent
 * @param change - makes of the runtime's own prelude what is sent in its place
 */
export function watchStatus(
  stream: ResponseStream,
  onKnown: (statusCode: unknown) => void,
  change: (prelude: string) => string = (prelude) => prelude,
): StreamedStatus {
  const { write, setContentType } = stream;
  const prelude = createPreludeReader();
  let hasPrelude = false;
  let known = false;
  let statusCode: unknown;

  const restoreWrite = replaceMethod(stream, "write", write, (call, chunk) => {
    quietly(() => beforeWrite(chunk));
    return call();
  });
  const restoreType =
    typeof setContentType === "function"
      ? replaceMethod(stream, "setContentType", setContentType, (call, type) => {
          // It throws where it comes too late, and nothing changes then.
          const result = call();
          hasPrelude = type === PRELUDE_TYPE;
          return result;
        })
      : () => {};

  function release(): void {
    restoreWrite();
    restoreType();
  }

  function settle(status: unknown): void {
    if (known) return;
    known = true;
    statusCode = status;
    release();
    onKnown(status);
  }

  const take = (chunk: unknown): void => {
    if (!known && prelude.push(chunk)) settle(prelude.statusCode);
  };

  function beforeWrite(chunk: unknown): void {
    if (known) return;
    const hook = stream._onBeforeFirstWrite;
    if (!hasPrelude) settle(DEFAULT_STATUS);
    else if (typeof hook !== "function") take(chunk);
    else {
      stream._onBeforeFirstWrite = (...args) => {
        stream._onBeforeFirstWrite = hook;
        const [send, ...rest] = args;
        const seen = (piece: unknown, ...more: unknown[]): unknown => {
          let sent = piece;
          quietly(() => {
            // The whole of the prelude's JSON is the first of the pieces.
            if (!known && typeof piece === "string") sent = change(piece);
          });
          quietly(() => take(piece));
          return send(sent, ...more);
        };
        return Reflect.apply(hook, stream, [seen, ...rest]);
      };
    }
  }

  return {
    // A response may be ended without a write.
    read: () => (known || hasPrelude || stream.writableEnded !== true ? statusCode : DEFAULT_STATUS),
    release: () => quietly(release),
  };
}

/** What only watches must never be what fails a write. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The status stays unknown.
  }
}

/** Looks through a method of one object. What it returns puts the object back, unless somebody else came after. */
function replaceMethod<Name extends "write" | "setContentType">(
  stream: ResponseStream,
  name: Name,
  method: (...args: unknown[]) => unknown,
  around: (call: () => unknown, first: unknown) => unknown,
): () => void {
  const before = Object.getOwnPropertyDescriptor(stream, name);
  const through = function (this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(method, this, args), args[0]);
  };
  if (!Reflect.defineProperty(stream, name, { value: through, configurable: true, writable: true, enumerable: true })) {
    return () => {};
  }
  return () => {
    if (stream[name] !== through) return;
    if (before === undefined) Reflect.deleteProperty(stream, name);
    else Reflect.defineProperty(stream, name, before);
  };
}
