import { describe, expect, it } from "vitest";
import { describeResource } from "../src/resource.ts";

describe("describeResource", () => {
  it("describes a function app on the Linux consumption plan", () => {
    expect(
      describeResource({
        WEBSITE_SITE_NAME: "shop",
        WEBSITE_SLOT_NAME: "staging",
        AZURE_FUNCTIONS_ENVIRONMENT: "Production",
        WEBSITE_INSTANCE_ID: "machine",
        CONTAINER_NAME: "container-7",
        WEBSITE_OWNER_NAME: "0a1b2c3d-0000-4000-8000-0123456789ab+shop-group-WestEuropewebspace-Linux",
        WEBSITE_RESOURCE_GROUP: "shop-group",
        WEBSITE_MEMORY_LIMIT_MB: "1536",
        REGION_NAME: "West Europe",
      }),
    ).toEqual({
      "cloud.provider": "azure",
      "cloud.platform": "azure.functions",
      "cloud.region": "westeurope",
      "cloud.account.id": "0a1b2c3d-0000-4000-8000-0123456789ab",
      "azure.resource_group.name": "shop-group",
      "service.name": "shop",
      "service.instance.id": "container-7",
      "faas.instance": "container-7",
      "faas.max_memory": 1536 * 1024 * 1024,
      "deployment.environment.name": "staging",
    });
  });

  it("names the instance by what the plan calls it", () => {
    const all = { WEBSITE_POD_NAME: "pod", CONTAINER_NAME: "container", WEBSITE_INSTANCE_ID: "machine" };
    expect(describeResource(all)["faas.instance"]).toBe("pod");
    expect(describeResource({ ...all, WEBSITE_POD_NAME: "" })["faas.instance"]).toBe("container");
    expect(describeResource({ WEBSITE_INSTANCE_ID: "machine" })["faas.instance"]).toBe("machine");
  });

  it("says nothing that the environment does not say", () => {
    const bare = { "cloud.provider": "azure", "cloud.platform": "azure.functions" };
    expect(describeResource({})).toEqual(bare);
    expect(describeResource({ WEBSITE_MEMORY_LIMIT_MB: "plenty", WEBSITE_OWNER_NAME: "", REGION_NAME: "" })).toEqual(
      bare,
    );
  });

  it("knows the local environment by its name", () => {
    expect(describeResource({ AZURE_FUNCTIONS_ENVIRONMENT: "Development" })["deployment.environment.name"]).toBe(
      "Development",
    );
  });
});
