import assert from "node:assert/strict";
import type { Invocation } from "@isobar/core";
import * as semconv from "@isobar/core/semconv";
import type { Attributes } from "@opentelemetry/api";

const TRIGGERS = ["http", "pubsub", "datasource", "timer", "other"];

const NAMES: ReadonlySet<unknown> = new Set(
  Object.entries(semconv)
    .filter(([name]) => name.startsWith("ATTR_"))
    .map(([, value]) => value),
);

/** Every value is of a type that OpenTelemetry has, none is undefined, and every name is one that Isobar documents. */
export function assertLegalAttributes(attributes: Attributes, where: string): void {
  for (const [name, value] of Object.entries(attributes)) {
    assert.ok(NAMES.has(name), `${where}: "${name}" is not a name of @isobar/core/semconv`);
    const values = Array.isArray(value) ? value : [value];
    const types = new Set(values.map((item) => typeof item));
    assert.ok(types.size <= 1, `${where}: "${name}" has values of several types`);
    for (const item of values) {
      const isLegal = ["string", "boolean"].includes(typeof item) || Number.isFinite(item);
      assert.ok(isLegal, `${where}: "${name}" has a value of type ${item === null ? "null" : typeof item}`);
    }
  }
}

/** What every description of a call has to be. */
export function assertLegalInvocation(invocation: Invocation, where: string): void {
  assert.equal(typeof invocation.id, "string", `${where}: id`);
  assert.notEqual(invocation.id, "", `${where}: the id is empty`);
  assert.equal(typeof invocation.name, "string", `${where}: name`);
  assert.notEqual(invocation.name, "", `${where}: the name is empty`);
  assert.ok(TRIGGERS.includes(invocation.trigger), `${where}: "${invocation.trigger}" is no trigger`);
  assert.ok([0, 1, 2, 3, 4].includes(invocation.kind), `${where}: ${invocation.kind} is no span kind`);
  assertLegalAttributes(invocation.attributes, where);
  for (const member of ["deadlineEpochMillis", "timeoutMillis"] as const) {
    const value = invocation[member];
    assert.ok(value === undefined || Number.isFinite(value), `${where}: ${member} is ${String(value)}`);
  }
  const count = invocation.batch?.count;
  assert.ok(count === undefined || (Number.isInteger(count) && count >= 0), `${where}: batch.count is ${count}`);
}
