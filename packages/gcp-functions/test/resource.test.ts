import { describe, expect, test } from "vitest";
import { describeResource } from "../src/resource.ts";

describe("resource attributes from the environment", () => {
  test("of a Cloud Run function", () => {
    expect(
      describeResource({
        K_SERVICE: "checkout",
        K_REVISION: "checkout-00007-wet",
        K_CONFIGURATION: "checkout",
        FUNCTION_TARGET: "pay",
        GOOGLE_CLOUD_PROJECT: "shop-1",
      }),
    ).toEqual({
      "cloud.provider": "gcp",
      "cloud.platform": "gcp_cloud_functions",
      "cloud.account.id": "shop-1",
      "faas.name": "checkout",
      "faas.version": "checkout-00007-wet",
      "service.name": "checkout",
    });
  });

  test("of a 1st gen function", () => {
    expect(
      describeResource({
        FUNCTION_NAME: "resize",
        FUNCTION_REGION: "europe-west1",
        FUNCTION_MEMORY_MB: "512",
        X_GOOGLE_FUNCTION_VERSION: "12",
        GCP_PROJECT: "shop-2",
        GCLOUD_PROJECT: "shop-2",
      }),
    ).toEqual({
      "cloud.provider": "gcp",
      "cloud.platform": "gcp_cloud_functions",
      "cloud.account.id": "shop-2",
      "cloud.region": "europe-west1",
      "cloud.resource_id": "//cloudfunctions.googleapis.com/projects/shop-2/locations/europe-west1/functions/resize",
      "faas.name": "resize",
      "faas.version": "12",
      "faas.max_memory": 536870912,
      "service.name": "resize",
    });
  });

  test("of a service without the functions framework's target", () => {
    expect(describeResource({ K_SERVICE: "api", GCLOUD_PROJECT: "shop-3", FUNCTION_REGION: "us-east4" })).toMatchObject(
      {
        "cloud.platform": "gcp_cloud_run",
        "cloud.resource_id": "//run.googleapis.com/projects/shop-3/locations/us-east4/services/api",
      },
    );
  });

  test("of nothing: what is not known is not made up", () => {
    expect(describeResource({})).toEqual({ "cloud.provider": "gcp", "cloud.platform": "gcp_cloud_run" });
    expect(describeResource({ FUNCTION_MEMORY_MB: "lots", K_SERVICE: "" })).toEqual(describeResource({}));
  });
});
