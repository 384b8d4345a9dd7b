const HELP = `npm run bench: what Isobar costs, measured on this machine

Usage: npm run bench -- <name> [options]

Names:
  lifecycle   latency, hold, billed time and instances on the local platforms, beside the bare handler, while the
              backend is well, slow, or dead
  cold        the first invocation of a new instance, beside the bare handler and other ways to observe it
  warm        invocations of a running instance, beside the same, while the backend is well, slow, or dead
  endurance   the heap of one instance over 100,000 invocations, and where its time goes
  micro       single steps: a span, a log line, reading an event
  compare     telemetry into DuckDB, and millions of invocations compared
  size        bundles and installed packages
  same        how often a gate is wrong of the same function, and finds one that is slower by 20 %

Each has its own --help.
`;

const benches: Readonly<Record<string, () => Promise<{ main(args: readonly string[]): Promise<number> }>>> = {
  cold: () => import("./cold/main.ts"),
  warm: () => import("./warm/main.ts"),
  endurance: () => import("./endurance/main.ts"),
  micro: () => import("./micro/main.ts"),
  compare: () => import("./compare/main.ts"),
  size: () => import("./size/main.ts"),
  lifecycle: () => import("./lifecycle/main.ts"),
  same: () => import("./same/main.ts"),
};

const [name = "--help", ...args] = process.argv.slice(2);
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (load !== undefined) {
  process.exitCode = await (await load()).main(args);
} else if (name === "--help" || name === "-h") {
  process.stdout.write(HELP);
} else {
  process.stderr.write(`bench: there is no "${name}"; one of ${Object.keys(benches).join(", ")}\n`);
  process.exitCode = 2;
}
