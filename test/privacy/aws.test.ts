import { describe, expect, it } from "vitest";
import { aws, awsFixtures } from "./aws.ts";
import { awsAllowed } from "./aws-allowed.ts";
import { testPrivacy } from "./property.ts";

describe("what stands in AWS events", () => {
  const names = testPrivacy(aws, awsFixtures, awsAllowed);

  it("leaves as much as it may", () => {
    const unused = Object.values(awsAllowed)
      .flatMap((places) => Object.keys(places))
      .filter((name) => !names.has(name));
    expect(unused).toEqual([]);
  });
});
