import { createReadStream } from "node:fs";
import { OtlpDecodeError } from "./decode-error.ts";
import { decodeJson } from "./json.ts";
import type { Signal, SignalItems } from "./model.ts";

/** How to read a file. */
export interface JsonLinesReadOptions {
  /**
   * Called when the last line is incomplete, as a killed process leaves it. The line is left out.
   * @default ignore it
   */
  onWarning?: (warning: JsonLinesError) => void;
  /**
   * Called for a line that is not OTLP; the line is left out and reading goes on.
   * @default throw the error
   */
  onBadLine?: (error: JsonLinesError) => void;
  /**
   * The longest line that is read, in bytes: no more of the file is held in memory. A longer one always throws.
   * @default 268435456 (256 MiB)
   */
  maxLineBytes?: number;
}

/** A line that could not be read. */
export class JsonLinesError extends Error {
  override readonly name = "JsonLinesError";
  readonly file: string;
  /** The first line is 1. */
  readonly line: number;

  constructor(file: string, line: number, reason: string, options?: ErrorOptions) {
    super(`${file}:${line}: ${reason}`, options);
    this.file = file;
    this.line = line;
  }
}

/**
 * Reads an OTLP JSON Lines file entry by entry, holding one line in memory at a time. Empty lines are skipped.
 * @throws JsonLinesError naming file and line; the file system's error when the file cannot be read.
 */
export async function* readJsonLines<S extends Signal>(
  signal: S,
  file: string,
  options: JsonLinesReadOptions = {},
): AsyncGenerator<SignalItems[S], void, undefined> {
  let line = 0;
  for await (const { bytes, terminated } of splitLines(file, options.maxLineBytes ?? 256 * 1024 * 1024)) {
    line += 1;
    if (bytes.every((byte) => byte <= 0x20)) continue;
    try {
      yield* decodeJson(signal, bytes);
    } catch (error) {
      if (!(error instanceof OtlpDecodeError)) throw error;
      if (!terminated && error.path === "") {
        const bytesLeft = `incomplete last line (${bytes.length} bytes) left out`;
        options.onWarning?.(new JsonLinesError(file, line, bytesLeft, { cause: error }));
        continue;
      }
      const badLine = new JsonLinesError(file, line, error.message, { cause: error });
      if (options.onBadLine === undefined) throw badLine;
      options.onBadLine(badLine);
    }
  }
}

interface Line {
  bytes: Buffer;
  /** Whether a line feed ended it. */
  terminated: boolean;
}

async function* splitLines(file: string, maxLineBytes: number): AsyncGenerator<Line, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let line = 1;
  const add = (part: Buffer) => {
    length += part.length;
    if (length > maxLineBytes) throw new JsonLinesError(file, line, `longer than ${maxLineBytes} bytes`);
    parts.push(part);
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const bytes = Buffer.concat(parts);
      parts = [];
      length = 0;
      line += 1;
      yield { bytes, terminated: true };
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (length > 0) yield { bytes: Buffer.concat(parts), terminated: false };
}
