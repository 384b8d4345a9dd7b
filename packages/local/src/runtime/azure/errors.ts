/** Makes an error that is marked as the platform's own, as the real worker marks them. */
function markSystemError<Failure extends Error>(error: Failure): Failure {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}

/** A failure of the platform, not of the user's code. */
export function systemError(message: string): Error {
  return markSystemError(new Error(message));
}

/** A hook of a name that this platform does not know. */
export function unknownHookError(name: string): RangeError {
  return markSystemError(new RangeError(`Unrecognized hook "${name}"`));
}

/** Something was assigned that may only be read. */
export function readOnlyError(name: string): TypeError {
  return markSystemError(new TypeError(`Cannot assign to read only property '${name}'`));
}

/** An object whose properties can be read, and throw when they are assigned. */
export function readOnlyFields(fields: Readonly<Record<string, () => unknown>>): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  for (const [name, get] of Object.entries(fields)) {
    const set = () => {
      throw readOnlyError(name);
    };
    Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
  }
  return target;
}

/** Whatever was thrown, as what the host is told. */
export function describeError(thrown: unknown): { type: string; message: string; stackTrace: string } {
  if (thrown instanceof Error) {
    return { type: thrown.name, message: thrown.message, stackTrace: thrown.stack ?? String(thrown) };
  }
  const message = typeof thrown === "object" ? (JSON.stringify(thrown) ?? "Unknown error") : String(thrown);
  return { type: "Error", message, stackTrace: message };
}
