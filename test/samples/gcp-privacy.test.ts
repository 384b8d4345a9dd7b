import { describe } from "vitest";
import { createResponse, gcp } from "../privacy/gcp.ts";
import { gcpAllowed } from "../privacy/gcp-allowed.ts";
import { testPrivacy } from "../privacy/property.ts";
import { argumentsOf, loadGoogleSamples } from "./gcp-calls.ts";

const samples = loadGoogleSamples().map(({ file, document, form }) => ({
  name: file,
  document,
  argumentsOf: (planted: Record<string, unknown>) => argumentsOf(planted, form, createResponse()),
}));

describe("what stands in Google event samples", () => void testPrivacy(gcp, samples, gcpAllowed));
