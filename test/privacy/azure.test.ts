import { describe, expect, it } from "vitest";
import { azure, azureFixtures } from "./azure.ts";
import { azureAllowed } from "./azure-allowed.ts";
import { testPrivacy } from "./property.ts";

describe("what stands in Azure events", () => {
  const names = testPrivacy(azure, azureFixtures, azureAllowed);

  it("leaves as much as it may", () => {
    const unused = Object.values(azureAllowed)
      .flatMap((places) => Object.keys(places))
      .filter((name) => !names.has(name));
    expect(unused).toEqual([]);
  });
});
