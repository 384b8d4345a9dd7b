import { fileURLToPath } from "node:url";
import {
  type InvokeResult,
  type LocalPlatform,
  type OutputLine,
  type PlatformOptions,
  startAzure,
  startGoogle,
  startLambda,
} from "@isobar/local";

/** A cloud on this machine, with a fixture that has one HTTP function and one behind a queue. */
export interface Cloud {
  /** The `cloud.platform` value. */
  readonly platform: "aws_lambda" | "gcp_cloud_functions" | "azure.functions";
  /** What an HTTP caller gets where the function throws, and where it runs into the time limit. */
  readonly thrownStatus: number;
  readonly timeoutStatus: number;
  start(options: StartOptions): Promise<RunningCloud>;
}

export interface StartOptions {
  /** @default "business" */
  readonly fixture?: "business" | "shapes" | "ends";
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMillis?: number;
  readonly memoryMegabytes?: number;
  readonly node?: string;
  /** As of the local AWS Lambda. */
  readonly runtime?: string;
  readonly concurrency?: number;
  readonly maxInstances?: number;
  readonly freeze?: boolean;
}

export interface RunningCloud extends Cloud {
  /** Of the HTTP function, without a trailing slash. */
  readonly url: string;
  readonly http: LocalPlatform;
  /** On Azure the same as `http`: one app has both functions. */
  readonly queue: LocalPlatform;
  /** What the instances have written so far. */
  readonly lines: readonly OutputLine[];
  sendMessage(message: QueueMessage): Promise<InvokeResult>;
  /** Ends all instances as the platform does, which is when some of them deliver. */
  terminate(): Promise<void>;
  /** Ends all instances at once, without a word to them. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface QueueMessage {
  readonly id: string;
  readonly order: object;
  /** Message attributes or application properties: where a sender puts its trace context. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly receiptHandle?: string;
}

const file = (fixture: string, cloud: string): string =>
  fileURLToPath(new URL(`../fixtures/${fixture}/${cloud}.mjs`, import.meta.url));

function combine(
  cloud: Cloud,
  lines: OutputLine[],
  functions: readonly [LocalPlatform, LocalPlatform],
  rest: (functions: readonly [LocalPlatform, LocalPlatform]) => Pick<RunningCloud, "url" | "sendMessage">,
): RunningCloud {
  const [http, queue] = functions;
  const each = [...new Set(functions)];
  return {
    ...cloud,
    ...rest(functions),
    http,
    queue,
    lines,
    terminate: async () => void (await Promise.all(each.map((platform) => platform.terminate()))),
    kill: async () => void (await Promise.all(each.map((platform) => platform.kill()))),
    stop: async () => void (await Promise.all(each.map((platform) => platform.stop()))),
  };
}

function common(options: StartOptions, cloud: string, lines: OutputLine[]): PlatformOptions {
  const { fixture = "business", env, ...rest } = options;
  return {
    ...rest,
    // What is asked here is what arrives, not how fast: on a busy machine half a second may not be enough.
    env: { ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
    file: file(fixture, cloud),
    onLine: (line) => lines.push(line),
  };
}

export const aws: Cloud = {
  platform: "aws_lambda",
  thrownStatus: 502,
  timeoutStatus: 502,
  start: async (options) => {
    const lines: OutputLine[] = [];
    const platform = common(options, "aws", lines);
    const functions = await Promise.all([
      startLambda({ ...platform, name: "orders", target: "http" }),
      startLambda({ ...platform, name: "ship", target: "queue" }),
    ]);
    return combine(aws, lines, functions, ([http, queue]) => ({
      url: http.url,
      sendMessage: ({ id, order, properties = {}, receiptHandle = "handle" }) =>
        queue.invoke({
          Records: [
            {
              messageId: id,
              receiptHandle,
              body: JSON.stringify(order),
              attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1700000000000" },
              messageAttributes: Object.fromEntries(
                Object.entries(properties).map(([name, stringValue]) => [name, { stringValue, dataType: "String" }]),
              ),
              eventSource: "aws:sqs",
              eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:orders",
              awsRegion: "us-east-1",
            },
          ],
        }),
    }));
  },
};

export const gcp: Cloud = {
  platform: "gcp_cloud_functions",
  thrownStatus: 500,
  timeoutStatus: 504,
  start: async (options) => {
    const lines: OutputLine[] = [];
    const platform = common(options, "gcp", lines);
    const functions = await Promise.all([
      startGoogle({ ...platform, name: "orders", target: "http", signature: "http" }),
      startGoogle({ ...platform, name: "ship", target: "queue", signature: "cloudevent" }),
    ]);
    return combine(gcp, lines, functions, ([http, queue]) => ({
      url: http.url,
      sendMessage: ({ id, order, properties = {} }) =>
        queue.invoke({
          specversion: "1.0",
          id,
          source: "//pubsub.googleapis.com/projects/local-project/topics/orders",
          type: "google.cloud.pubsub.topic.v1.messagePublished",
          time: "2026-01-01T00:00:00Z",
          datacontenttype: "application/json",
          data: {
            subscription: "projects/local-project/subscriptions/ship",
            message: {
              messageId: id,
              publishTime: "2026-01-01T00:00:00Z",
              data: Buffer.from(JSON.stringify(order)).toString("base64"),
              attributes: properties,
            },
          },
        }),
    }));
  },
};

export const azure: Cloud = {
  platform: "azure.functions",
  thrownStatus: 500,
  timeoutStatus: 500,
  start: async (options) => {
    const lines: OutputLine[] = [];
    const app = await startAzure({ ...common(options, "azure", lines), name: "shop" });
    return combine(azure, lines, [app, app], ([http]) => ({
      url: `${http.url}/api`,
      sendMessage: ({ id, order, properties = {} }) =>
        http.invoke({
          functionName: "ship",
          input: order,
          triggerMetadata: {
            messageId: id,
            deliveryCount: 1,
            enqueuedTimeUtc: "2026-01-01T00:00:00Z",
            applicationProperties: properties,
          },
        }),
    }));
  },
};

/** The three of them, in the order in which they are shown. */
export const clouds: readonly Cloud[] = [aws, gcp, azure];
