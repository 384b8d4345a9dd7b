import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** Whatever an event of the browser says. */
export interface BrowserEvent {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is another one for each method.
  readonly params: any;
}

/** A page in a real browser, driven by the DevTools protocol. */
export interface Page {
  /** Calls a method of the protocol. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is another one for each method.
  send(method: string, params?: object): Promise<any>;
  /** What the browser told since the page was opened. */
  readonly events: readonly BrowserEvent[];
  /** Opens an address, and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

/** Starts the browser of the path, with a page and a profile of its own. It talks over pipes: no port is opened. */
export async function openPage(executable: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), "isobar-browser-"));
  const browser = spawn(
    executable,
    [
      "--headless",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      // Chromium does not start its sandbox for root; what is opened is our own file.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const { call, events, waitFor } = connect(browser);
  const { targetInfos } = await call("Target.getTargets");
  const { targetId } = targetInfos.find(({ type }: { type: string }) => type === "page");
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: object = {}) => call(method, params, sessionId);
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  return {
    send,
    events,
    async open(url) {
      const loaded = waitFor("Page.loadEventFired");
      await send("Page.navigate", { url });
      await loaded;
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? "it threw");
      return result.value;
    },
    async close() {
      const ended = once(browser, "exit");
      await call("Browser.close");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages in both directions are JSON, each ended by a zero byte. */
function connect(browser: ChildProcess) {
  const [input, output] = [browser.stdio[3] as Writable, browser.stdio[4] as Readable];
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const waiting: { method: string; resolve: () => void }[] = [];
  const events: BrowserEvent[] = [];
  let number = 0;
  let read = "";
  output.setEncoding("utf8");
  output.on("data", (part: string) => {
    const messages = (read + part).split("\0");
    read = messages.pop() ?? "";
    for (const text of messages) receive(JSON.parse(text));
  });
  browser.once("exit", (code) => {
    for (const { reject } of pending.values()) reject(new Error(`the browser ended with ${code}`));
  });
  function receive({ id, result, error, ...event }: { id?: number; result?: unknown; error?: { message: string } }) {
    if (id === undefined) {
      events.push(event as BrowserEvent);
      const told = waiting.findIndex(({ method }) => method === (event as BrowserEvent).method);
      if (told >= 0) waiting.splice(told, 1)[0]?.resolve();
      return;
    }
    const call = pending.get(id);
    pending.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error.message));
  }
  return {
    events,
    // biome-ignore lint/suspicious/noExplicitAny: its shape is another one for each method.
    call(method: string, params: object = {}, sessionId?: string): Promise<any> {
      number += 1;
      const answer = Promise.withResolvers<unknown>();
      pending.set(number, answer);
      input.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
      return answer.promise;
    },
    waitFor: (method: string) => new Promise<void>((resolve) => waiting.push({ method, resolve })),
  };
}
