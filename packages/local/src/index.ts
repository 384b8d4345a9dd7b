export { startAzure } from "./azure.ts";
export type { BreakKind, EgressOptions } from "./egress/options.ts";
export { startGoogle } from "./google.ts";
export { startLambda } from "./lambda.ts";
export type {
  InstanceInfo,
  InvocationInfo,
  InvokeResult,
  LocalPlatform,
  OutputLine,
  PlatformCounts,
  PlatformOptions,
} from "./types.ts";
