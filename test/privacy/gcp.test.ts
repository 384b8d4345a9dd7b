import { describe, expect, it } from "vitest";
import { gcp, gcpFixtures } from "./gcp.ts";
import { gcpAllowed } from "./gcp-allowed.ts";
import { testPrivacy } from "./property.ts";

describe("what stands in Google events", () => {
  const names = testPrivacy(gcp, gcpFixtures, gcpAllowed);

  it("leaves as much as it may", () => {
    const unused = Object.values(gcpAllowed)
      .flatMap((places) => Object.keys(places))
      .filter((name) => !names.has(name));
    expect(unused).toEqual([]);
  });
});
