import Module, { registerHooks } from "node:module";

const CORE = "@azure/functions-core";

type Loader = { _load(request: string, ...rest: unknown[]): unknown };

/**
 * Makes a module importable that is on no disk, by `import` and by every kind of `require`: a module's own, one made
 * by `createRequire` (as bundlers do in ESM output), and `module.require`.
 */
export function interceptCoreModule(coreApi: Readonly<Record<string, unknown>>): void {
  // `require` of either kind ends in `_load`, before anything is resolved.
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    return request === CORE ? coreApi : Reflect.apply(load, this, [request, ...rest]);
  };

  const key = `isobar.local:${CORE}`;
  Object.defineProperty(globalThis, Symbol.for(key), { value: coreApi });
  const names = Object.keys(coreApi);
  const source = [
    `const core = globalThis[Symbol.for(${JSON.stringify(key)})];`,
    "export default core;",
    `export const { ${names.join(", ")} } = core;`,
  ].join("\n");
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === CORE ? { url, format: "module", shortCircuit: true } : next(specifier, context),
  });
}
