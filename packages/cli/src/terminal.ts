import type { WriteStream } from "node:tty";

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;

/** Where a command writes what people read. */
export interface Terminal {
  /** Colours the text, on a terminal that wants it. */
  paint(colour: keyof typeof COLOURS, text: string): string;
  /** Says what is being done: one line that is rewritten on a terminal, a line each elsewhere. */
  progress(text: string): void;
  /** Ends the progress line. */
  done(): void;
}

/** Colours and rewriting only on a terminal; `NO_COLOR` switches colours off. */
export function createTerminal(stream: Pick<WriteStream, "write"> & { isTTY?: boolean }): Terminal {
  const isTerminal = stream.isTTY === true;
  const hasColours = isTerminal && !process.env.NO_COLOR;
  let last = "";
  return {
    paint: (colour, text) => (hasColours ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text),
    progress: (text) => {
      if (text === last) return;
      last = text;
      stream.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    done: () => {
      if (isTerminal && last !== "") stream.write("\r\u001b[K");
      last = "";
    },
  };
}
