import { stat, truncate, writeFile } from "node:fs/promises";
import { toWriteError } from "@isobar/otlp";

/**
 * Writes a file; half of one, which a reader would take for a whole, is not left behind.
 *
 * @throws WriteError (rejects)
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const isOrdinary = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isOrdinary) await truncate(file).catch(() => undefined);
    throw toWriteError(file, error);
  }
}
