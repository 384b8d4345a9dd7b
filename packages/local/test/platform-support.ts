import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { LocalPlatform, OutputLine, PlatformOptions } from "../src/index.ts";
import { BUILT } from "./lambda-support.ts";

const { startAzure, startGoogle } = (await import(/* @vite-ignore */ BUILT.href)) as typeof import("../src/index.ts");

export const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** What a caller got. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
}

/** A platform as a test uses it. */
export interface Started extends LocalPlatform {
  readonly lines: OutputLine[];
  /** Whether an instance wrote this. */
  wrote(text: string): boolean;
  get(path: string, init?: RequestInit): Promise<Got>;
}

export async function request(url: string, init?: RequestInit): Promise<Got> {
  const response = await fetch(url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text: bytes.toString("utf8"), bytes };
}

async function start(
  startPlatform: (options: PlatformOptions) => Promise<LocalPlatform>,
  file: string,
  options: Partial<PlatformOptions>,
): Promise<Started> {
  const lines: OutputLine[] = [];
  const platform = await startPlatform({ file: fixture(file), onLine: (line) => lines.push(line), ...options });
  stops.push(async () => {
    await platform.kill();
    await platform.stop();
  });
  return Object.assign(platform, {
    lines,
    wrote: (text: string) => lines.some((line) => line.text.includes(text)),
    get: (path: string, init?: RequestInit) => request(platform.url + path, init),
  });
}

/** Starts Google for one test. */
export const google = (file: string, options: Partial<PlatformOptions> = {}) => start(startGoogle, file, options);

/** Starts Azure for one test. */
export const azure = (file: string, options: Partial<PlatformOptions> = {}) => start(startAzure, file, options);

/** Ends something with the test. */
export function atEnd(stop: () => Promise<void>): void {
  stops.push(stop);
}
