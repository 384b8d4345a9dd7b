import { describe, test } from "vitest";
import { azure } from "./support/clouds.ts";
import { expectEnd, LABELS } from "./support/ends-table.ts";
import { NODE_PATHS, NODES } from "./support/lambda-runtime.ts";

describe.each(NODES)("azure on Node %s", (node) => {
  test.each(LABELS)("%s: as the page says, and as without Isobar", (label) =>
    expectEnd(azure, label, { node: NODE_PATHS[node] }),
  );
});
