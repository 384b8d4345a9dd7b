import { describe } from "vitest";
import { argumentsOfLambda, aws } from "../privacy/aws.ts";
import { awsAllowed } from "../privacy/aws-allowed.ts";
import { testPrivacy } from "../privacy/property.ts";
import { loadAwsSamples } from "./aws-calls.ts";

const samples = loadAwsSamples().map(({ file, document }) => ({
  name: file,
  document,
  argumentsOf: argumentsOfLambda,
}));

describe("what stands in AWS event samples", () => void testPrivacy(aws, samples, awsAllowed));
