import { ANSWER_WITHIN_MILLIS, awaitAnswer, NO_ANSWER, readAddress, serveEvents } from "./connection.ts";
import { type Answer, registerRequest } from "./protocol.ts";
import { extensionState, type Registration } from "./state.ts";

/** As `registerNow`, for a module that can be awaited: it saves the milliseconds of waiting for the socket in place. */
export async function registerSoon(env: Readonly<Record<string, string | undefined>>): Promise<Registration> {
  const shared = extensionState();
  if (shared.registration.state !== "none" || env.AWS_LAMBDA_MAX_CONCURRENCY) return shared.registration;
  const api = env.AWS_LAMBDA_RUNTIME_API;
  const address = readAddress(api);
  // What the main entry can do no better, it reports.
  if (api === undefined || address === undefined) return shared.registration;
  shared.registration = await register(api, address, shared);
  return shared.registration;
}

function register(
  api: string,
  { host, port }: { readonly host: string; readonly port: number },
  shared: { registration: Registration },
): Promise<Registration> {
  const socket = process.getBuiltinModule("node:net").connect({ host, port, noDelay: true });
  return new Promise((resolve) => {
    const refuse = (reason: string): void => {
      clearTimeout(timer);
      resolve({ state: "refused", reason });
    };
    const timer = setTimeout(() => {
      refuse(NO_ANSWER);
      socket.unref();
    }, ANSWER_WITHIN_MILLIS);
    const answered = (answer: Answer): void => {
      clearTimeout(timer);
      shared.registration = serveEvents(socket, api, answer);
      resolve(shared.registration);
    };
    awaitAnswer(socket, "", answered, (error: NodeJS.ErrnoException) => refuse(error.code ?? error.message));
    socket.write(registerRequest(api), "latin1");
  });
}
