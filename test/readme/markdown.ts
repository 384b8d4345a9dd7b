import { readFileSync } from "node:fs";

/** What a comment before a block says of it: `<!-- file: index.mjs, in: aws -->`. */
export type Marker =
  | { readonly kind: "file"; readonly name: string; readonly place: string }
  | { readonly kind: "run" | "output"; readonly place: string };

/** One fenced block of a page. */
export interface Block {
  /** The word behind the fence: `js`, `sh`, `text`. */
  readonly language: string;
  readonly code: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** The text of the comment right before the block. */
  readonly comment: string | undefined;
}

/** The fenced blocks of a Markdown text, in order. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let comment: string | undefined;
  let open: { language: string; line: number; comment: string | undefined; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^\s*```(\w*)\s*$/.exec(line);
    if (open !== undefined) {
      if (fence === null) open.lines.push(line);
      else {
        blocks.push({ ...open, code: `${open.lines.join("\n")}\n` });
        open = undefined;
      }
      continue;
    }
    if (fence !== null) {
      open = { language: fence[1] ?? "", line: index + 1, comment, lines: [] };
      comment = undefined;
    } else if (line.trim() !== "") {
      comment = /^<!--\s*(.*?)\s*-->$/.exec(line)?.[1];
    }
  }
  if (open !== undefined) throw new Error(`the block in line ${open.line} does not end`);
  return blocks;
}

const RUN = /^(run|output), in: (\w+)$/;
const FILE = /^file: ([\w.-]+), in: (\w+)$/;

/** A block's marker; undefined where it has none, or one that says nothing that is known. */
export function readMarker({ comment = "" }: Block): Marker | undefined {
  const file = FILE.exec(comment);
  if (file !== null) return { kind: "file", name: file[1] ?? "", place: file[2] ?? "" };
  const [, kind, place = ""] = RUN.exec(comment) ?? [];
  return kind === "run" || kind === "output" ? { kind, place } : undefined;
}

/** Where a page's blocks with a marker are. */
export interface MarkedBlock extends Block {
  readonly marker: Marker;
}

/** The blocks of a page that are to be run in one place, in order. */
export function blocksIn(page: URL, place: string): MarkedBlock[] {
  return readBlocks(readFileSync(page, "utf8")).flatMap((block) => {
    const marker = readMarker(block);
    return marker?.place === place ? [{ ...block, marker }] : [];
  });
}
