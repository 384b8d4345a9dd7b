import { loadSamples, type Sample } from "./load.ts";

/** Neither environments nor messages between host and worker are events. */
const NO_EVENT = /^(env|rpc)-/;

/** The trigger of the samples that are only an event: triggers.md 3.3. */
const TYPES: Readonly<Record<string, string>> = {
  "eventgrid-": "eventGridTrigger",
  "authentication-event-": "authenticationEventsTrigger",
};

/** What a handler is called with. */
export interface AzureCall {
  readonly input?: unknown;
  readonly context: unknown;
}

/** The sample as the library has it, which is what the paths of the table lead into. */
function complete(file: string, document: object): AzureCall {
  if ("context" in document) return document as AzureCall;
  if ("invocationId" in document) return { context: document };
  const type = Object.entries(TYPES).find(([prefix]) => file.startsWith(prefix))?.[1];
  if (type === undefined) throw new Error(`no trigger is known for ${file}`);
  const trigger = { type, name: "event" };
  return {
    input: document,
    context: { invocationId: "made-up", functionName: "made-up", options: { trigger }, triggerMetadata: {} },
  };
}

/** The samples that are events, as the library has them. */
export function loadAzureSamples(): (Sample & { readonly document: AzureCall })[] {
  return loadSamples("azure", (file) => !NO_EVENT.test(file)).map(({ file, document }) => ({
    file,
    document: complete(file, document as object),
  }));
}
