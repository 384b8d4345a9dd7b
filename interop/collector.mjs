// Starts the Collector on a free loopback port, with one file a signal.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

const CONFIG = fileURLToPath(new URL("collector/config.yaml", import.meta.url));
const START_TIMEOUT_MILLIS = 30_000;
const STOP_TIMEOUT_MILLIS = 20_000;

/**
 * @param binary path of the built Collector
 * @param output folder for traces.jsonl, metrics.jsonl and logs.jsonl; complete only after `stop()`
 */
export async function startCollector(binary, output) {
  const port = await findFreePort();
  const child = spawn(binary, ["--config", `file:${CONFIG}`], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, COLLECTOR_PORT: String(port), COLLECTOR_OUTPUT: output },
  });
  const ended = once(child, "exit");
  ended.catch(() => {});
  try {
    await waitUntilOpen(port, child);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    port,
    pid: child.pid,
    kill: () => child.kill("SIGKILL"),
    /** Lets it write what it holds. */
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MILLIS);
      const [code, signal] = await ended;
      clearTimeout(timer);
      if (code !== 0) throw new Error(`the Collector ended with ${signal ?? `code ${code}`}`);
    },
  };
}

async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function waitUntilOpen(port, child) {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("the Collector did not start");
    if (await isOpen(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the Collector did not listen within ${START_TIMEOUT_MILLIS / 1000} s`);
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
