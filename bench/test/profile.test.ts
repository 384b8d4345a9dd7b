import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { createLocator, type Locate, type Place } from "../profile/locate.ts";
import { summarize } from "../profile/summarize.ts";
import type { CpuProfile } from "../profile/types.ts";

const frame = (functionName: string, url = "", lineNumber = 0) => ({ functionName, url, lineNumber, columnNumber: 0 });

/** Takes each file for its owner, by its name. */
const locate: Locate = ({ functionName, url }, caller) => {
  const owner = url === "" ? "node" : (url as Place["owner"]);
  return { name: functionName, at: url === "" ? undefined : `${url}.ts:1`, owner: caller ? owner : "program" };
};

/** root -> run (isobar) -> write (V8's own) -> collect (isobar); root -> handler -> write; root -> run */
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame("(root)"), children: [2, 5, 7] },
    { id: 2, callFrame: frame("run", "isobar"), children: [3] },
    { id: 3, callFrame: frame("write"), children: [4] },
    { id: 4, callFrame: frame("collect", "isobar") },
    { id: 5, callFrame: frame("handler", "function"), children: [6] },
    { id: 6, callFrame: frame("write") },
    { id: 7, callFrame: frame("sleep", "idle") },
  ],
  startTime: 1_000_000,
  endTime: 1_022_000,
  samples: [2, 3, 4, 6, 7, 2],
  timeDeltas: [1000, 1000, 2000, 3000, 4000, 5000],
};

describe("a profile", () => {
  test("says of each function for how long it ran itself, wherever it was called", () => {
    const { functions, busyMillis, byOwner } = summarize([PROFILE], locate);
    expect(functions.map(({ name, selfMillis }) => [name, selfMillis])).toEqual([
      // The second time until the end: 1 + 6 ms, of 1 ms before the first sample nothing is known.
      ["run", 7],
      ["write", 6],
      ["collect", 3],
    ]);
    expect(byOwner).toEqual({ isobar: 10, node: 6, idle: 5 });
    expect(busyMillis).toBe(16);
  });

  test("charges what V8 does to the function of Isobar that it does it for, and to no other", () => {
    const charged = new Map(summarize([PROFILE], locate).functions.map((one) => [one.name, one.chargedMillis]));
    // Its own seven, and two of what it has written.
    expect(charged.get("run")).toBe(9);
    expect(charged.get("collect")).toBe(3);
    // What the handler has written is not Isobar's.
    expect(charged.get("write")).toBe(4);
  });

  test("adds up with others", () => {
    const [first] = summarize([PROFILE, PROFILE], locate).functions;
    expect(first).toMatchObject({ name: "run", selfMillis: 14, chargedMillis: 18 });
  });
});

describe("a function's place", () => {
  const folder = mkdtempSync(join(tmpdir(), "isobar-profile-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("is that of its source, though it ran in a bundle of one line", async () => {
    const sources = {
      "index.ts": 'import { work } from "./work.ts";\nwork(150);\n',
      "work.ts": `\n\n
export function work(millis: number): number {
  let sum = 0;
  for (const until = performance.now() + millis; performance.now() < until; ) sum += Math.sqrt(sum + 1);
  return sum;
}\n`,
    };
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
    const outfile = join(folder, "out", "bundle.mjs");
    const minify = { minifySyntax: true, minifyWhitespace: true, sourcemap: "linked" } as const;
    await build({ entryPoints: [join(folder, "index.ts")], outfile, bundle: true, format: "esm", ...minify });
    const args = ["--cpu-prof", "--cpu-prof-interval=500", "--cpu-prof-dir=profiles", outfile];
    execFileSync(process.execPath, args, { cwd: folder });
    const [written = ""] = readdirSync(join(folder, "profiles"));
    const profile = JSON.parse(readFileSync(join(folder, "profiles", written), "utf8")) as CpuProfile;
    const { functions } = summarize([profile], createLocator());
    const found = functions.find(({ name }) => name === "work");
    expect(found).toMatchObject({ owner: "function", at: expect.stringMatching(/[\\/]work\.ts:4$/) });
    expect(found?.selfMillis).toBeGreaterThan(20);
  });

  test("says whose code it is", () => {
    const find = createLocator();
    const root = new URL("../..", import.meta.url).pathname;
    const ownerOf = (url: string, name = "f", caller?: string): string =>
      find(frame(name, url), caller === undefined ? undefined : frame(caller, "file:///ric/index.mjs")).owner;
    expect(ownerOf(`${root}packages/core/src/run.ts`)).toBe("isobar");
    expect(ownerOf(`file://${root}node_modules/pino/lib/tools.js`)).toBe("isobar");
    expect(ownerOf("node:net")).toBe("node");
    expect(ownerOf("", "(garbage collector)")).toBe("collector");
    expect(ownerOf("", "(program)")).toBe("program");
    expect(ownerOf("", "writeBuffer", "write")).toBe("node");
    expect(ownerOf("/ric/node_modules/aws-lambda-ric/index.mjs")).toBe("platform");
    // AWS's runtime waits for its next event there, and blocks the process.
    expect(ownerOf("", "", "nextInvocationOnce")).toBe("idle");
    // And here it sends what a handler has returned.
    expect(ownerOf("", "", "postInvocationResponse")).toBe("platform");
  });
});
