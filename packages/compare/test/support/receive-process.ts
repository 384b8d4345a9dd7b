// Receives into a file until it is killed, and says where.
import { receiveInto } from "../../src/sources/receive.ts";
import { openWritableStore } from "../../src/store/open-store.ts";

const store = await openWritableStore(`duckdb:${process.argv[2]}`);
const { url } = await receiveInto(store, { port: 0 });
process.stdout.write(`${url}\n`);
