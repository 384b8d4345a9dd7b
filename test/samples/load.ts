import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";

/** A document of the samples' folder. */
export interface Sample {
  readonly file: string;
  readonly document: unknown;
}

/** The folder of real events that the environment names, which is not part of this repository. */
export function samplesFolder(platform: string): string {
  const root = env.ISOBAR_EVENT_SAMPLES;
  if (!root) throw new Error("ISOBAR_EVENT_SAMPLES has to name the folder of the event samples");
  const folder = join(root, platform);
  if (!existsSync(folder)) throw new Error(`there are no samples in ${folder}`);
  return folder;
}

/** The samples of a platform that are events, in the order of their names. */
export function loadSamples(platform: string, isEvent: (file: string) => boolean): Sample[] {
  return readdirSync(samplesFolder(platform))
    .filter((file) => file.endsWith(".json") && isEvent(file))
    .sort()
    .map((file) => ({ file, document: readSample(platform, file) }));
}

/** One document. */
export function readSample(platform: string, file: string): unknown {
  return JSON.parse(readFileSync(join(samplesFolder(platform), file), "utf8"));
}

/** Says how many documents of the folder were read, and how many are no events: `.ci/run` compares it with the folder. */
export function reportSamples(platform: string, samples: readonly Sample[]): void {
  const files = readdirSync(samplesFolder(platform)).filter((file) => file.endsWith(".json")).length;
  process.stdout.write(`${platform} event samples: ${samples.length} read, ${files - samples.length} are no events\n`);
}
