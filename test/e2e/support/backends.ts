import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Something that is listened on, or was. */
export interface Backend {
  readonly url: string;
  stop(): Promise<void>;
}

/** A port on which nobody listens: connections are refused. */
export async function startRefusing(): Promise<Backend> {
  const { url, stop } = await listen(createServer());
  await stop();
  return { url, stop: async () => {} };
}

/** Takes connections and what is sent on them, and never answers. */
export async function startSilent(): Promise<Backend> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.resume();
  });
  const { url, stop } = await listen(server);
  return {
    url,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await stop();
    },
  };
}

function listen(server: Server): Promise<Backend> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop: () => new Promise((stopped) => server.close(() => stopped())),
      }),
    );
  });
}

/** Whether somebody listens on a port of this machine. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "localhost", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
