import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { ignoreErrors } from "./ignore-errors.ts";

/** Watches how much memory a process uses. */
export interface MemoryWatch {
  /** The most that was seen, in MiB. */
  readonly peakMegabytes: number;
  /** Looks now. */
  look(): void;
  /** Looks again and again; without effect while it does. */
  start(): void;
  stop(): void;
}

const KIBIBYTES = 1024;
/** Reading a file of the kernel's takes microseconds, starting `ps` takes milliseconds. */
const INTERVAL_MILLIS = process.platform === "linux" ? 20 : 500;

/** The most physical memory that the process ever had, or on macOS what it has, in KiB; undefined once it is gone. */
function readKibibytes(pid: number, onRead: (kibibytes: number) => void): void {
  if (process.platform === "linux") {
    try {
      const peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      if (peak !== undefined) onRead(Number(peak));
    } catch {
      // It has ended.
    }
    return;
  }
  execFile("ps", ["-o", "rss=", "-p", String(pid)], { env: {} }, (error, text) => {
    if (error === null) onRead(Number(text));
  }).on("error", ignoreErrors);
}

/**
 * Starts watching the physical memory of a process (without that of its child processes).
 *
 * @param onExceeded - called once, when it is at the limit
 */
export function watchMemory(pid: number, limitMegabytes: number, onExceeded: (megabytes: number) => void): MemoryWatch {
  let peakMegabytes = 0;
  let exceeded = false;
  let timer: NodeJS.Timeout | undefined;
  const look = () =>
    readKibibytes(pid, (kibibytes) => {
      peakMegabytes = Math.max(peakMegabytes, kibibytes / KIBIBYTES);
      if (exceeded || peakMegabytes < limitMegabytes) return;
      exceeded = true;
      onExceeded(peakMegabytes);
    });
  const watch: MemoryWatch = {
    get peakMegabytes() {
      return peakMegabytes;
    },
    look,
    start() {
      timer ??= setInterval(look, INTERVAL_MILLIS).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
  watch.start();
  return watch;
}
