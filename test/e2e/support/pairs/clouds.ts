import { type LocalPlatform, type PlatformOptions, startAzure, startGoogle, startLambda } from "@isobar/local";
import { TO_AWS } from "../../../support/deliveries/aws.ts";
import { TO_AZURE } from "../../../support/deliveries/azure.ts";
import { type GcpDelivery, TO_GCP } from "../../../support/deliveries/gcp.ts";
import type { System, Ways } from "../../../support/deliveries/messages.ts";

/** A consumer on its cloud. */
export interface Consumer {
  readonly platforms: readonly LocalPlatform[];
  /** Where it takes requests. */
  readonly url: string;
  /** Hands it a message as the platform does on that way. @throws where the function failed */
  deliver(way: string, message: unknown): Promise<void>;
}

/** A producer on its cloud. */
export interface Producer {
  readonly platform: LocalPlatform;
  /** Where it takes requests. */
  readonly url: string;
}

/** A cloud on this machine, as one side of a pair. */
export interface PairCloud {
  readonly name: "aws" | "gcp" | "azure";
  /** The `cloud.platform` value. */
  readonly platform: string;
  /** The ways of messages to it, and the system of each. */
  readonly ways: readonly (readonly [way: string, system: System])[];
  startProducer(options: PlatformOptions): Promise<Producer>;
  startConsumer(options: PlatformOptions): Promise<Consumer>;
}

/** What comes by request or by a direct call is no message. */
const messageWays = (ways: Ways<unknown>): [string, System][] =>
  Object.entries(ways)
    .map(([way, { system }]): [string, System] => [way, system])
    .filter(([, system]) => system !== "http" && system !== "lambda");

function convert<Delivery>(ways: Ways<Delivery>, way: string, message: unknown): Delivery {
  const known = ways[way];
  if (known === undefined) throw new RangeError(`no message comes by "${way}"`);
  return known.deliver(message as never);
}

async function invoke(platform: LocalPlatform, event: unknown): Promise<void> {
  const { ok, error } = await platform.invoke(event);
  if (!ok) throw new Error(`${platform.platform}: ${error?.type}: ${error?.message}`);
}

const aws: PairCloud = {
  name: "aws",
  platform: "aws_lambda",
  ways: messageWays(TO_AWS),
  async startProducer(options) {
    const platform = await startLambda(options);
    return { platform, url: platform.url };
  },
  async startConsumer(options) {
    const platform = await startLambda(options);
    return {
      platforms: [platform],
      url: platform.url,
      deliver: (way, message) => invoke(platform, convert(TO_AWS, way, message).event),
    };
  },
};

const gcp: PairCloud = {
  name: "gcp",
  platform: "gcp_cloud_functions",
  ways: messageWays(TO_GCP),
  async startProducer(options) {
    const platform = await startGoogle({ ...options, target: "http" });
    return { platform, url: platform.url };
  },
  async startConsumer(options) {
    const start = (signature: GcpDelivery["signature"]) => startGoogle({ ...options, target: signature, signature });
    const [http, cloudevent, event] = await Promise.all([start("http"), start("cloudevent"), start("event")]);
    return {
      platforms: [http, cloudevent, event],
      url: http.url,
      async deliver(way, message) {
        const delivery = convert(TO_GCP, way, message);
        if (delivery.signature === "cloudevent") return invoke(cloudevent, delivery.event);
        if (delivery.signature === "event") return invoke(event, delivery);
        const { method, path, headers, body } = delivery.request;
        const answer = await fetch(http.url + path, { method, headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`${way}: ${answer.status} ${await answer.text()}`);
      },
    };
  },
};

const azure: PairCloud = {
  name: "azure",
  platform: "azure.functions",
  ways: messageWays(TO_AZURE),
  async startProducer(options) {
    const platform = await startAzure(options);
    return { platform, url: `${platform.url}/api/orders` };
  },
  async startConsumer(options) {
    const platform = await startAzure(options);
    return {
      platforms: [platform],
      url: `${platform.url}/api/orders`,
      deliver(way, message) {
        const { trigger, input, triggerMetadata } = convert(TO_AZURE, way, message);
        return invoke(platform, { functionName: trigger.type, input, triggerMetadata });
      },
    };
  },
};

export const pairClouds: readonly PairCloud[] = [aws, gcp, azure];
