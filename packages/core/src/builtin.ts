/**
 * A module of Node's own, loaded by those who need it when they do: what a cold start imports, it loads. There is no
 * `require` for that in an ES module, and `import()` waits for a turn of the event loop.
 */
export const builtin: typeof process.getBuiltinModule = process.getBuiltinModule;
