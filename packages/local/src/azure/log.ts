import type { OutputLine } from "../types.ts";
import type { RpcException, RpcLog } from "./messages.ts";

const TO_STDERR = new Set(["warning", "error", "critical"]);

function write(onLine: (line: OutputLine) => void, instanceId: string, stream: OutputLine["stream"], text: string) {
  for (const line of text.split("\n")) onLine({ instanceId, stream, text: line });
}

/** Shows what the host would log of a worker's `context.log`; of the platform's own lines only warnings and worse. */
export function writeLog(onLine: (line: OutputLine) => void, instanceId: string, log: RpcLog): void {
  const severe = TO_STDERR.has(log.level);
  if (log.logCategory === "user" || severe) write(onLine, instanceId, severe ? "stderr" : "stdout", log.message);
}

/** Shows the failure of an invocation, as the host logs it: the caller sees nothing but a bare 500. */
export function writeFailure(
  onLine: (line: OutputLine) => void,
  instanceId: string,
  failed: { readonly functionName: string; readonly invocationId: string; readonly exception: RpcException },
): void {
  const head = `Executed 'Functions.${failed.functionName}' (Failed, Id=${failed.invocationId})`;
  write(onLine, instanceId, "stderr", `${head}\n${failed.exception.stackTrace}`);
}
