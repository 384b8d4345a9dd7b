// The same process with both copies of the package: its own ES module, and a CommonJS module's `require`.
import { createRequire } from "node:module";
import { currentInvocation, instrument, tracer } from "@isobar/aws-lambda";
import { event, lambdaContext } from "./report.mjs";

const required = createRequire(import.meta.url)("@isobar/aws-lambda");

const seen = [];

function note() {
  // Either copy has to see the invocation that the other one began.
  seen.push({
    ids: [currentInvocation()?.id, required.currentInvocation()?.id],
    coldStarts: [currentInvocation()?.coldStart, required.currentInvocation()?.coldStart],
  });
}

const inner = required.instrument(async () => {
  tracer.startSpan("by the imported copy").end();
  note();
  return "inner";
});

const outer = instrument(async (received, context) => {
  note();
  required.tracer.startSpan("by the required copy").end();
  required.log.info("by the required copy");
  await inner(received, lambdaContext("inner"));
  return context.awsRequestId;
});

async function main() {
  const results = [];
  for (const id of ["first", "second"]) results.push(await outer(event, lambdaContext(id)));
  process.send({ areTwoCopies: required.instrument !== instrument, results, seen }, () => process.disconnect());
}

main();
