// The cheaper way to register: by the first import of a function that is an ES module, or by `node --import`. It must
// not be part of the main entry: top-level await cannot be required, nor bundled to CommonJS.
import { registerSoon } from "./extension/register-soon.ts";

await registerSoon(process.env);
