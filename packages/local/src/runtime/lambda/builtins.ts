// Never by an import: `import "node:http"` and `import "node:fs"` cost tens of milliseconds of every start.

/** `node:http` */
export const http: typeof import("node:http") = process.getBuiltinModule("node:http");
/** `node:net` */
export const net: typeof import("node:net") = process.getBuiltinModule("node:net");
/** `node:fs` */
export const fs: typeof import("node:fs") = process.getBuiltinModule("node:fs");
/** `node:path` */
export const path: typeof import("node:path") = process.getBuiltinModule("node:path");
/** `node:util` */
export const util: typeof import("node:util") = process.getBuiltinModule("node:util");
/** `node:url` */
export const url: typeof import("node:url") = process.getBuiltinModule("node:url");
/** `node:module` */
export const nodeModule: typeof import("node:module") = process.getBuiltinModule("node:module");
