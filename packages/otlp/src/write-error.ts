/** A file, or a folder for files, that cannot be written: the message names it and says why. */
export class WriteError extends Error {
  override readonly name = "WriteError";
  readonly path: string;

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`${path} cannot be written: ${why}`, options);
    this.path = path;
  }
}

/** What the system says, by its name for it or, where a library has only passed on the text, by that. */
const REASONS: readonly (readonly [code: string, text: RegExp, why: string])[] = [
  ["ENOSPC", /no space left on device/i, "the disk is full"],
  ["EDQUOT", /disk quota exceeded/i, "the quota of the disk is used up"],
  ["EFBIG", /file too large/i, "it would be longer than a file may be"],
];

/** Says that a disk has no room, where that is why something failed; else undefined. */
export function describeNoRoom(cause: unknown): string | undefined {
  const { code, message = "" } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return REASONS.find(([name, text]) => code === name || text.test(message))?.[2];
}

/** What failed when a path was written, as an error that names it. */
export function toWriteError(path: string, cause: unknown): WriteError {
  if (cause instanceof WriteError) return cause;
  const why = describeNoRoom(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new WriteError(path, why, { cause });
}
