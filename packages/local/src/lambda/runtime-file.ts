import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The CommonJS build has no `import.meta.url`, the ESM build no `__dirname`.
const folder = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));

/** The built runtime loop that each instance runs. */
export const LAMBDA_RUNTIME_FILE: string = join(folder, "runtime", "lambda.js");
