/** What whoever asked can put right: an address, a file, an option. Its message says how; its stack helps nobody. */
export class InputError extends Error {
  override readonly name = "InputError";
}
