// Writes a span a line into a folder until one has no room; says how many lines were written, and why no more.
import { createJsonLinesWriter, decodeJson } from "../src/index.ts";

const writer = createJsonLinesWriter(process.argv[2] ?? "");
let written = 0;
let failed: string | undefined;
for (let line = 0; line < 100 && failed === undefined; line += 1) {
  const spans = [{ name: `span ${line}` }];
  try {
    await writer.write(
      "traces",
      decodeJson("traces", JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })),
    );
    written += 1;
  } catch (error) {
    failed = (error as Error).message;
  }
}
await writer.close().catch(() => undefined);
process.stdout.write(JSON.stringify({ written, failed }));
