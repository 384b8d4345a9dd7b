import { describe } from "vitest";
import { azure } from "../privacy/azure.ts";
import { azureAllowed } from "../privacy/azure-allowed.ts";
import { testPrivacy } from "../privacy/property.ts";
import { type AzureCall, loadAzureSamples } from "./azure-calls.ts";

const samples = loadAzureSamples().map(({ file, document }) => ({
  name: file,
  document,
  argumentsOf: ({ input, context }: AzureCall) => [input, context],
}));

describe("what stands in Azure event samples", () => void testPrivacy(azure, samples, azureAllowed));
