import { createHash } from "node:crypto";

const BLOCK = Buffer.alloc(8192, "isobar");
/** The standard deviation of the logarithm of what an invocation has to do: that of a usual function's durations. */
const SPREAD = 0.35;

const { BENCH_WAIT_MILLIS, BENCH_ROUNDS } = process.env;
const waitMillis = Number(BENCH_WAIT_MILLIS);
const rounds = Number(BENCH_ROUNDS);

/** Waits, as for a database, and computes; of one invocation more and of another less, so much in the median. */
export async function work() {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const share = Math.exp(SPREAD * normal);
  // A timer knows whole milliseconds; this way it is right on average.
  const millis = Math.floor(waitMillis * share + Math.random());
  if (millis > 0) await new Promise((resolve) => setTimeout(resolve, millis));
  return hash(Math.round(rounds * share));
}

/** Hashes a block so many times. */
export function hash(times) {
  const hashed = createHash("sha256");
  for (let round = 0; round < times; round += 1) hashed.update(BLOCK);
  return hashed.digest("hex");
}
