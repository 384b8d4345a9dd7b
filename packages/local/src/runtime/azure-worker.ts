import { readFileSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { type FromWorker, packMessage, type ToWorker, unpackMessage } from "../azure/messages.ts";
import { createApp } from "./azure/app.ts";
import { createCoreApi } from "./azure/core-api.ts";
import { describeError, readOnlyFields, systemError } from "./azure/errors.ts";
import { interceptCoreModule } from "./azure/intercept.ts";
import { runInvocation } from "./azure/invoke.ts";

/** The worker of Azure Functions for Node: started by the local platform with the app's file as its argument. */
const [, , file = ""] = process.argv;

const sendToHost = process.send?.bind(process);
// The channel to the host is the platform's: code that looks for `process.send` must not find one.
Reflect.deleteProperty(process, "send");
const send = (message: FromWorker) => sendToHost?.(packMessage(message));

const app = createApp((log) => send({ type: "rpcLog", log }));
interceptCoreModule(createCoreApi(app));

const appContext = (extra: Readonly<Record<string, () => unknown>> = {}) =>
  readOnlyFields({ hookData: () => app.appLevelHookData, appHookData: () => app.appHookData, ...extra });

function fail(what: string, error: unknown): never {
  process.stderr.write(`${what}: ${describeError(error).stackTrace}\n`);
  process.exit(1);
}

function isModule(path: string): boolean {
  if (path.endsWith(".mjs")) return true;
  if (path.endsWith(".cjs")) return false;
  const manifest = findPackageJSON(pathToFileURL(path));
  return manifest !== undefined && JSON.parse(readFileSync(manifest, "utf8")).type === "module";
}

async function loadApp(): Promise<void> {
  const url = pathToFileURL(file).href;
  if (isModule(file)) await import(url);
  else createRequire(url)(file);
  await app.runHooks("appStart", Object.assign(appContext(), { functionAppDirectory: dirname(file) }));
  if (app.model === undefined) throw systemError("The app registered no function: it never called @azure/functions");
  const capabilities = await app.model.getCapabilities({});
  app.locked = true;
  const functions = [...app.functions.values()].map(({ metadata }) => metadata);
  send({ type: "loaded", functions, capabilities });
}

async function terminate(): Promise<void> {
  await app.runHooks("appTerminate", appContext());
  process.exit(0);
}

process.on("uncaughtException", (error) => fail("Worker uncaught exception", error));
process.on("disconnect", () => process.exit(1));
process.on("message", (packed) => {
  const message = unpackMessage(packed) as ToWorker;
  if (message.type === "workerTerminate") {
    terminate().catch((error: unknown) => fail("Worker could not end", error));
    return;
  }
  const { request } = message;
  runInvocation(app, request).then(
    (response) => send({ type: "invocationResponse", response }),
    (error: unknown) =>
      send({
        type: "invocationResponse",
        response: { invocationId: request.invocationId, exception: describeError(error) },
      }),
  );
});

loadApp().catch((error: unknown) => fail(`Worker was unable to load entry point "${file}"`, error));
