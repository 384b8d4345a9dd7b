import { readFileSync } from "node:fs";
import { adapter as aws } from "../../packages/aws-lambda/src/adapter.ts";
import type { LambdaArguments } from "../../packages/aws-lambda/src/types.ts";
import { adapter as azure } from "../../packages/azure-functions/src/adapter.ts";
import type { AzureArguments } from "../../packages/azure-functions/src/types.ts";
import { adapter as gcp } from "../../packages/gcp-functions/src/adapter.ts";
import type { GoogleArguments } from "../../packages/gcp-functions/src/types.ts";

/** Reads one event after the other, again and again. */
export interface EventReader {
  readonly name: string;
  read(): unknown;
}

interface AzureCall {
  readonly trigger: object;
  readonly input: unknown;
  readonly metadata?: object;
}

export const LAMBDA_CONTEXT = {
  awsRequestId: "8f507cfc-1d4a-4b52-9a0e-2b7d9c4e1a11",
  functionName: "orders",
  functionVersion: "7",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:orders:live",
  getRemainingTimeInMillis: () => 3000,
};

const env = { AWS_LAMBDA_FUNCTION_NAME: "orders", K_SERVICE: "orders", WEBSITE_SITE_NAME: "orders" };

/** The trigger parsers, by family, on the events that their tests have. */
export function createEventReaders(): EventReader[] {
  const families = { http: "HTTP", messages: "queues, topics and streams", data: "changes of data", other: "the rest" };
  return [
    ...Object.entries(families).map(([file, title]) =>
      createReader(`AWS Lambda, events of ${title}`, `aws-lambda/test/fixtures/triggers/${file}.json`, (event) => {
        const args = [event, LAMBDA_CONTEXT] as unknown as LambdaArguments;
        return () => aws.describe({ args, env });
      }),
    ),
    createReader("Google Cloud, CloudEvents", "gcp-functions/test/fixtures/events.json", (event) => {
      const args = [event] as unknown as GoogleArguments;
      return () => gcp.describe({ args, env });
    }),
    createReader("Azure, calls without HTTP", "azure-functions/test/fixtures/calls.json", (call) => {
      const { trigger, input, metadata = {} } = call as AzureCall;
      const context = { invocationId: "1", functionName: "orders", triggerMetadata: metadata, options: { trigger } };
      const args = [input, context] as unknown as AzureArguments;
      return () => azure.describe({ args, env });
    }),
  ];
}

function createReader(name: string, file: string, prepare: (event: unknown) => () => unknown): EventReader {
  const text = readFileSync(new URL(`../../packages/${file}`, import.meta.url), "utf8");
  const reads = Object.values(JSON.parse(text) as Record<string, unknown>).map(prepare);
  let next = 0;
  return {
    name: `${name} (${reads.length})`,
    read() {
      next = (next + 1) % reads.length;
      return reads[next]?.();
    },
  };
}
