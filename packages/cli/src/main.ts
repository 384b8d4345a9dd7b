#!/usr/bin/env node
import { toWriteError, WriteError } from "@isobar/otlp";
import { benchCommand } from "./bench.ts";
import { compareCommand } from "./compare.ts";
import { costCommand } from "./cost.ts";
import { demoCommand } from "./demo.ts";
import { importCommand } from "./import.ts";
import { reportCommand } from "./report.ts";
import { createTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { readVersion } from "./version.ts";

/** A command: what `isobar help` says of it, and what runs it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

const commands: readonly Command[] = [
  demoCommand,
  benchCommand,
  importCommand,
  compareCommand,
  reportCommand,
  costCommand,
];

const help = `isobar: observe one function on three clouds

Usage: isobar <command> [options]

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join("\n")}

Options:
  --help      this text, or a command's own behind its name
  --version   the version of this command
`;

/** As `engines` in package.json has it. */
const LEAST_NODE = [22, 15] as const;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(help);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    process.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new UsageError(`there is no command "${name}"; try "isobar --help"`);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(command.help);
    return 0;
  }
  checkNode();
  return command.run(args);
}

/** An older Node would fail somewhere in the middle, and say nothing of why. */
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new UsageError(`isobar needs Node ${LEAST_NODE.join(".")} or newer, and this is ${process.versions.node}`);
}

/** Of what stdout could not take: the exit code of whatever command it was. */
let outputCode: number | undefined;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read has seen enough.
  if (error.code === "EPIPE") return;
  if (outputCode === undefined) process.stderr.write(`isobar: ${toWriteError("stdout", error).message}\n`);
  outputCode = 2;
  process.exitCode = outputCode;
});
// There is nowhere left to tell it.
process.stderr.on("error", () => undefined);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = outputCode ?? code;
  },
  (error: unknown) => {
    const { paint } = createTerminal(process.stderr);
    const isUsage = error instanceof UsageError || error instanceof WriteError;
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${paint("red", "isobar:")} ${text}\n`);
    // A stack is for those who look for a bug; a user's mistake needs none.
    if (!isUsage && process.env.ISOBAR_DEBUG === "true" && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`);
    }
    process.exitCode = isUsage ? 2 : 1;
  },
);
