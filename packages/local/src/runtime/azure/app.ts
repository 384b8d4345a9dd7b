import type { FunctionMetadata, RpcLog } from "../../azure/messages.ts";
import { readOnlyFields, systemError, unknownHookError } from "./errors.ts";

/** A hook as the library registers it. */
export type HookCallback = (context: object) => unknown;

/** The user's handler. */
export type FunctionCallback = (...inputs: unknown[]) => unknown;

/** What `@azure/functions` gives the worker to run one invocation. */
export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<Readonly<Record<string, unknown>>>;
}

/** What `@azure/functions` registers itself as. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(coreContext: object): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>> | Record<string, string>;
}

/** Data that hooks share. */
type HookData = Record<string, unknown>;

const HOOK_NAMES = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"] as const;

/** The function app in this worker: its functions, its hooks, its programming model. */
export interface App {
  model: ProgrammingModel | undefined;
  /** Whether functions may still be registered. */
  locked: boolean;
  readonly functions: Map<string, { readonly metadata: FunctionMetadata; readonly callback: FunctionCallback }>;
  /** Shared by all hooks of the app. */
  readonly appHookData: HookData;
  /** Shared by the hooks of the app's start and end. */
  readonly appLevelHookData: HookData;
  /** The hooks of that name, in the order of their registration. Throws for an unknown name. */
  hooks(name: string): HookCallback[];
  /** Calls the hooks of that name one after the other; the first that throws ends it. */
  runHooks(name: string, context: object): Promise<void>;
  /** Runs the log hooks over a line and sends it to the host. */
  log(log: RpcLog, invocation?: { readonly hookData: HookData; readonly invocationContext: unknown }): void;
}

/** Makes the app's state. */
export function createApp(sendLog: (log: RpcLog) => void): App {
  const registered = new Map<string, HookCallback[]>(HOOK_NAMES.map((name) => [name, []]));
  const hooks = (name: string): HookCallback[] => {
    const list = registered.get(name);
    if (list === undefined) throw unknownHookError(name);
    return list;
  };
  const app: App = {
    model: undefined,
    locked: false,
    functions: new Map(),
    appHookData: {},
    appLevelHookData: {},
    hooks,
    async runHooks(name, context) {
      for (const callback of hooks(name)) await callback(context);
    },
    log(log, invocation) {
      let { level, message } = log;
      const hookData = invocation?.hookData ?? {};
      const context = Object.assign(
        readOnlyFields({
          hookData: () => hookData,
          appHookData: () => app.appHookData,
          category: () => log.logCategory,
          invocationContext: () => invocation?.invocationContext,
        }),
        { level, message },
      );
      try {
        for (const callback of hooks("log")) callback(context);
        // Hooks may change what the user's code logged, not what the platform logs.
        if (log.logCategory === "user") ({ level, message } = context as unknown as RpcLog);
      } catch {
        // A hook must not keep a line from the host.
      }
      sendLog({ ...log, level, message });
    },
  };
  return app;
}

/** Registers a function. Returns what undoes it. */
export function registerFunction(app: App, metadata: FunctionMetadata, callback: FunctionCallback): () => void {
  if (app.locked) throw systemError("A function can only be registered during app startup.");
  const id = metadata.functionId ?? metadata.name;
  if (app.functions.has(id)) throw systemError(`A function with id "${id}" has already been registered.`);
  app.functions.set(id, { metadata: { ...metadata, functionId: id }, callback });
  return () => {
    if (app.locked) throw systemError("A function can only be disposed during app startup.");
    app.functions.delete(id);
  };
}
