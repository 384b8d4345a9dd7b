/** Writes one line of its level: fields and a message, an error and a message, or a message alone. */
export interface LogFunction {
  (message: string, ...values: unknown[]): void;
  (fields: unknown, message?: string, ...values: unknown[]): void;
}

/** What a child logger may do otherwise than its parent. As pino's options of the same names. */
export interface ChildLoggerOptions {
  readonly level?: string;
  readonly msgPrefix?: string;
  readonly redact?: string[] | { paths: string[]; censor?: unknown; remove?: boolean };
  readonly serializers?: Record<string, (value: never) => unknown>;
}

/**
 * pino's logger. Its types are written down here, because pino is built in: no package of it is installed with this one.
 *
 * @see https://github.com/pinojs/pino/blob/main/docs/api.md#logger
 */
export interface Logger {
  /** The least level that is written: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. May be set. */
  level: string;
  /** The levels' labels and numbers. */
  readonly levels: {
    readonly labels: Readonly<Record<number, string>>;
    readonly values: Readonly<Record<string, number>>;
  };
  readonly msgPrefix: string | undefined;
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  /** Writes nothing. */
  readonly silent: LogFunction;
  /** A logger that has these fields in each of its lines. */
  child(bindings: Record<string, unknown>, options?: ChildLoggerOptions): Logger;
  /** The fields that are in each line. */
  bindings(): Record<string, unknown>;
  setBindings(bindings: Record<string, unknown>): void;
  isLevelEnabled(level: string): boolean;
  /** Lines are written at once: there is nothing to flush. */
  flush(callback?: (error?: Error) => void): void;
}
