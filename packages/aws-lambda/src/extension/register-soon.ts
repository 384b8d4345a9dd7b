import { ANSWER_WITHIN_MILLIS, readAddress, serveEvents } from "./connection.ts";
import { readAnswer, registerRequest } from "./protocol.ts";
import { extensionState, type Registration } from "./state.ts";

/** As `registerNow`, for a module that can be awaited: it saves the milliseconds of waiting for the socket in place. */
export async function registerSoon(env: Readonly<Record<string, string | undefined>>): Promise<Registration> {
  const shared = extensionState();
  if (shared.registration.state !== "none" || env.AWS_LAMBDA_MAX_CONCURRENCY) return shared.registration;
  const api = env.AWS_LAMBDA_RUNTIME_API;
  const address = readAddress(api);
  // What the main entry can do no better, it reports.
  if (api === undefined || address === undefined) return shared.registration;
  shared.registration = await register(api, address);
  return shared.registration;
}

function register(api: string, { host, port }: { host: string; port: number }): Promise<Registration> {
  const socket = process.getBuiltinModule("node:net").connect({ host, port, noDelay: true });
  return new Promise((resolve) => {
    const refuse = (reason: string): void => {
      socket.destroy();
      settle({ state: "refused", reason });
    };
    const timer = setTimeout(refuse, ANSWER_WITHIN_MILLIS, "no answer in time");
    const settle = (registration: Registration): void => {
      clearTimeout(timer);
      socket.removeListener("data", read);
      resolve(registration);
    };
    let received = "";
    const read = (chunk: Buffer): void => {
      received += chunk.toString("latin1");
      try {
        const answer = readAnswer(received);
        if (answer !== undefined) settle(serveEvents(socket, api, answer));
      } catch (error) {
        refuse((error as Error).message);
      }
    };
    socket.on("data", read);
    socket.on("error", (error: NodeJS.ErrnoException) => refuse(error.code ?? error.message));
    socket.on("close", () => refuse("the connection was closed"));
    socket.write(registerRequest(api), "latin1");
  });
}
