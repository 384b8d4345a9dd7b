/** An error of the runtime itself; its name is the `errorType` that the caller sees. */
export class RuntimeError extends Error {
  override readonly name: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = `Runtime.${type}`;
  }
}

/** An error as the Runtime API takes it. */
export interface ErrorBody {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Describes what a handler threw; what is no Error goes by its type: `string`, `object`, ... */
export function describeError(error: unknown): ErrorBody {
  try {
    if (error instanceof Error) {
      return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return { errorType: "handled", errorMessage: "The error's name, message or stack could not be read", trace: [] };
  }
}

/** One line of JSON for the log, with the error's own fields. */
export function formatError(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value: unknown) => {
      if (!(value instanceof Error)) return value;
      const { code } = value as { code?: unknown };
      const stack = value.stack?.split("\n");
      return { errorType: value.name, errorMessage: value.message, code, ...value, stack };
    });
  } catch {
    return JSON.stringify(describeError(error));
  }
}
