import { describe, test } from "vitest";
import { aws } from "./support/clouds.ts";
import { expectEnd, LABELS } from "./support/ends-table.ts";
import { NODES, runtimeOf } from "./support/lambda-runtime.ts";

describe.each(NODES)("aws on Node %s", (node) => {
  test.each(LABELS)("%s: as the page says, and as without Isobar", (label) => expectEnd(aws, label, runtimeOf(node)));
});
