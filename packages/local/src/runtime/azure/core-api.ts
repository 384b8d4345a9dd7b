import type { FunctionMetadata } from "../../azure/messages.ts";
import { type App, type FunctionCallback, type HookCallback, type ProgrammingModel, registerFunction } from "./app.ts";

/** The versions that the module reports: those of the worker and host whose behaviour this follows. */
const WORKER_VERSION = "3.12.0";
const HOST_VERSION = "4.1041.0";

/** What undoes a registration. */
class Disposable {
  readonly #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  dispose(): void {
    this.#dispose();
  }
}

/** The virtual module `@azure/functions-core`, which exists only inside a worker. */
export function createCoreApi(app: App) {
  return {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    registerHook(name: string, callback: HookCallback): Disposable {
      const hooks = app.hooks(name);
      hooks.push(callback);
      return new Disposable(() => {
        const index = hooks.indexOf(callback);
        if (index !== -1) hooks.splice(index, 1);
      });
    },
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
      return new Disposable(registerFunction(app, metadata, callback));
    },
    setProgrammingModel(model: ProgrammingModel): void {
      app.model = model;
    },
    getProgrammingModel: (): ProgrammingModel | undefined => app.model,
    log(level: string, logCategory: string, message: string): void {
      app.log({ level, logCategory, message });
    },
  };
}
