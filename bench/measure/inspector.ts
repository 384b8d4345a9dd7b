/** A process that answers in the protocol of Node's inspector. */
export interface Inspector {
  /**
   * Calls a method of the protocol.
   *
   * @throws Error where the process refuses it, or ends meanwhile
   * @see https://chromedevtools.github.io/devtools-protocol/v8/
   */
  call<Result>(method: string, params?: object): Promise<Result>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Call {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Lets a process choose the port by itself, on loopback. */
export const INSPECT = "--inspect=127.0.0.1:0";

/** The inspector's URL in what a process with {@link INSPECT} writes on stderr first. */
export function findInspectorUrl(lines: readonly string[]): string | undefined {
  return lines.flatMap((line) => /^Debugger listening on (ws:\S+)$/.exec(line)?.[1] ?? [])[0];
}

/** @throws Error where nothing answers */
export async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url);
  const calls = new Map<number, Call>();
  let ended: Error | undefined;
  let next = 0;
  const end = (): void => {
    ended = new Error("the inspector's connection has ended");
    for (const { reject } of calls.values()) reject(ended);
    calls.clear();
  };
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data as string) as Answer;
    // What has no id was asked for by nobody.
    if (id === undefined) return;
    if (error === undefined) calls.get(id)?.resolve(result);
    else calls.get(id)?.reject(new Error(error.message));
    calls.delete(id);
  });
  socket.addEventListener("close", end);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`there is no inspector at ${url}`)));
  });
  return {
    call: <Result>(method: string, params: object = {}) =>
      new Promise<Result>((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        next += 1;
        calls.set(next, { resolve: (result) => resolve(result as Result), reject });
        socket.send(JSON.stringify({ id: next, method, params }));
      }),
    close: () => socket.close(),
  };
}
