import { util } from "./builtins.ts";
import { formatError } from "./errors.ts";

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

/** The runtime's own log. */
export interface RuntimeLog {
  /** The id that each line carries from now on. */
  setRequestId(requestId: string): void;
  error(message: string, error: unknown): void;
  warn(message: string): void;
}

function replaceErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  return {
    errorType: value.constructor?.name ?? name,
    errorMessage: message,
    stackTrace: stack?.split("\n"),
    ...value,
  };
}

function formatJson(base: Record<string, unknown>, values: readonly unknown[]): string {
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...base, message: values[0] }, replaceErrors);
    } catch {
      return JSON.stringify({ ...base, message: util.format(values[0]) });
    }
  }
  const error = values.slice(1).find((value) => value instanceof Error);
  const fields =
    error === undefined
      ? {}
      : {
          errorType: error.constructor?.name ?? error.name,
          errorMessage: error.message,
          stackTrace: error.stack?.split("\n") ?? [],
        };
  return JSON.stringify({ ...base, message: util.format(...values), ...fields });
}

/**
 * Makes `console` write as it does on AWS Lambda: time, request id, level and message in a line of text, or as JSON
 * with `AWS_LAMBDA_LOG_FORMAT=JSON`; `AWS_LAMBDA_LOG_LEVEL` is the lowest level that is written.
 */
export function patchConsole(env: NodeJS.ProcessEnv): RuntimeLog {
  const json = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  const lowest = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() as Level));
  let requestId = "-";

  const write = (level: Level, ...values: unknown[]) => {
    const timestamp = new Date().toISOString();
    const line = json
      ? formatJson({ timestamp, level, requestId }, values)
      : [timestamp, requestId, level, util.format(...values)].join("\t");
    // One record is one line.
    process.stdout.write(`${line.replaceAll("\n", "\r")}\n`);
  };
  const target = Reflect.get(globalThis, "console") as unknown as Record<string, unknown>;
  for (const [index, level] of LEVELS.entries()) {
    target[level.toLowerCase()] = index < lowest ? () => {} : (...values: unknown[]) => write(level, ...values);
  }
  target.log = target.info;

  return {
    setRequestId(id) {
      requestId = id;
    },
    warn(message) {
      if (LEVELS.indexOf("WARN") >= lowest) write("WARN", message);
    },
    error(message, error) {
      if (LEVELS.indexOf("ERROR") < lowest) return;
      if (json) write("ERROR", error instanceof Error ? error : new Error(String(error)));
      else write("ERROR", message, `\t${formatError(error)}`);
    },
  };
}
