// Receives into a file until it is told to stop, and says what it took.
import { openWritableStore, receiveInto } from "@isobar/compare";

const store = await openWritableStore(`duckdb:${process.argv[2]}`);
const receiver = await receiveInto(store, { port: 0 });
process.send?.({ url: receiver.url });
process.once("message", async () => {
  await receiver.stop();
  await store.close();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  process.send?.({ cpuSeconds, peakBytes: maxRSS * 1024, spans: receiver.received.spans });
  process.disconnect();
});
