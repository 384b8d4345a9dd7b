import { check } from "./check.ts";
import { drive } from "./drive.ts";
import { HELP, readOptions, type SoakOptions, UsageError } from "./options.ts";
import { describeRun, findProblems } from "./report.ts";

async function soak(options: SoakOptions): Promise<number> {
  const { seed, invocations, endpoint, json } = options;
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  say(`seed ${seed}: ${invocations} invocations on ${options.platforms.join(", ")}`);
  const begunAt = performance.now();
  const seen = new Map<string, number>();
  const progress = setInterval(() => {
    const done = options.platforms.map((platform) => `${platform} ${seen.get(platform) ?? 0}`).join(", ");
    say(`after ${Math.round((performance.now() - begunAt) / 1000)} s: ${done} of ${invocations}`);
  }, 10_000);
  const onProgress = (platform: string, done: number): void => void seen.set(platform, done);
  const driveOne = (platform: SoakOptions["platforms"][number]) =>
    drive(platform, { seed, invocations, endpoint, onProgress });
  const ledgers = await Promise.all(options.platforms.map(driveOne)).finally(() => clearInterval(progress));
  const verdicts = ledgers.map(check);
  const problems = findProblems(verdicts, options);
  const seconds = Math.round((performance.now() - begunAt) / 100) / 10;
  const result = { seed, invocations, seconds, platforms: verdicts, problems };
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : describeRun(verdicts, problems, options));
  return problems.length === 0 ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(HELP);
  // Node 24 was seen to spin for minutes as it ended by itself, in a loop of its own that closes what was broken.
  else process.exit(await soak(options));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `soak: ${isUsage ? `${error.message}; try --help` : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
}
