import { fileURLToPath } from "node:url";
import {
  type LocalPlatform,
  type OutputLine,
  type PlatformOptions,
  startAzure,
  startGoogle,
  startLambda,
} from "@isobar/local";

/** The example on one platform: where its HTTP function is, and how a queue hands it a message. */
export interface Cloud {
  /** The `cloud.platform` value. */
  readonly platform: string;
  readonly title: string;
  /** What of an HTTP request the caller sees where the function throws, and where it runs into the time limit. */
  readonly thrownStatus: number;
  readonly timeoutStatus: number;
  start(options: StartOptions): Promise<RunningCloud>;
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly onLine: (line: OutputLine) => void;
}

export interface RunningCloud {
  readonly url: string;
  sendMessage(id: string, order: unknown): Promise<{ readonly ok: boolean }>;
  /** The functions of this platform; one each for HTTP and queue where a function has one trigger. */
  readonly functions: readonly LocalPlatform[];
}

const file = (cloud: string): string => fileURLToPath(new URL(`./checkout/${cloud}/index.mjs`, import.meta.url));
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

const aws: Cloud = {
  platform: "aws_lambda",
  title: "AWS Lambda",
  thrownStatus: 502,
  timeoutStatus: 502,
  start: async (options) => {
    const common: PlatformOptions = { ...options, file: file("aws") };
    const [http, queue] = await startBoth(
      startLambda({ ...common, name: "checkout", target: "http" }),
      startLambda({ ...common, name: "ship", target: "queue" }),
    );
    return {
      url: `${http.url}/`,
      functions: [http, queue],
      sendMessage: (id, order) =>
        queue.invoke({
          Records: [
            {
              messageId: id,
              receiptHandle: "local",
              body: JSON.stringify(order),
              attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(Date.now()) },
              messageAttributes: {},
              eventSource: "aws:sqs",
              eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:orders",
              awsRegion: "us-east-1",
            },
          ],
        }),
    };
  },
};

const gcp: Cloud = {
  platform: "gcp_cloud_functions",
  title: "Google Cloud Functions",
  thrownStatus: 500,
  timeoutStatus: 504,
  start: async (options) => {
    const common: PlatformOptions = { ...options, file: file("gcp") };
    const [http, queue] = await startBoth(
      startGoogle({ ...common, name: "checkout", target: "http", signature: "http" }),
      startGoogle({ ...common, name: "ship", target: "queue", signature: "cloudevent" }),
    );
    return {
      url: `${http.url}/`,
      functions: [http, queue],
      sendMessage: (id, order) =>
        queue.invoke({
          specversion: "1.0",
          id,
          source: "//pubsub.googleapis.com/projects/local-project/topics/orders",
          type: "google.cloud.pubsub.topic.v1.messagePublished",
          time: new Date().toISOString(),
          datacontenttype: "application/json",
          data: {
            subscription: "projects/local-project/subscriptions/ship",
            message: { messageId: id, publishTime: new Date().toISOString(), data: base64(order), attributes: {} },
          },
        }),
    };
  },
};

const azure: Cloud = {
  platform: "azure.functions",
  title: "Azure Functions",
  thrownStatus: 500,
  timeoutStatus: 500,
  start: async (options) => {
    const app = await startAzure({ ...options, file: file("azure"), name: "checkout" });
    return {
      url: `${app.url}/api/checkout`,
      functions: [app],
      sendMessage: (id, order) =>
        app.invoke({
          functionName: "ship",
          input: order,
          triggerMetadata: {
            messageId: id,
            deliveryCount: 1,
            enqueuedTimeUtc: new Date().toISOString(),
            applicationProperties: {},
          },
        }),
    };
  },
};

/** If one of two cannot start, the other must not stay behind. */
async function startBoth(
  ...starting: readonly [Promise<LocalPlatform>, Promise<LocalPlatform>]
): Promise<[LocalPlatform, LocalPlatform]> {
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === "rejected");
  if (failed === undefined) return Promise.all(starting);
  await Promise.all(results.map((result) => (result.status === "fulfilled" ? result.value.stop() : undefined)));
  throw failed.reason;
}

/** The three platforms, in the order in which they are shown. */
export const clouds: readonly Cloud[] = [aws, gcp, azure];
