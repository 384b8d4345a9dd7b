import { describe, expect, it } from "vitest";
import { adapter } from "../../packages/gcp-functions/src/adapter.ts";
import { resolve, rowFor } from "./expect.ts";
import { FUNCTION_NAME, type GoogleRow, googleRows } from "./gcp-rows.ts";
import { loadSamples, reportSamples } from "./load.ts";

/** Neither environments nor lines of a log are events. */
const NO_EVENT = /^(env|cloud-logging)-/;

/** As many as there were when this was written: fewer would be a folder that is not whole. */
const LEAST = 38;

const ENV = { K_SERVICE: FUNCTION_NAME, FUNCTION_TARGET: "another-name" };
const RESPONSE = { end() {}, on() {} };

/** triggers.md 2.3 and 2.4: the types of the samples that are only the data of an event, and where they come from. */
const TYPES: Readonly<Record<string, readonly [type: string, source: string]>> = {
  "audit-": ["google.cloud.audit.log.v1.written", "//cloudaudit.googleapis.com/projects/p/logs/activity"],
  "cloudbuild-": ["google.cloud.cloudbuild.build.v1.statusChanged", "//cloudbuild.googleapis.com/projects/p/builds/b"],
  "firebase-alerts-": [
    "google.firebase.firebasealerts.alerts.v1.published",
    "//firebasealerts.googleapis.com/projects/1",
  ],
  "firebase-analytics-": [
    "google.firebase.analytics.log.v1.written",
    "//firebaseanalytics.googleapis.com/projects/p/apps/a",
  ],
  "firebase-testlab-": [
    "google.firebase.testlab.testMatrix.v1.completed",
    "//firebasetestlab.googleapis.com/projects/p",
  ],
  "firestore-": [
    "google.cloud.firestore.document.v1.written",
    "//firestore.googleapis.com/projects/p/databases/(default)",
  ],
  "pubsub-": ["google.cloud.pubsub.topic.v1.messagePublished", "//pubsub.googleapis.com/projects/p/topics/made-up"],
  "scheduler-": ["google.cloud.scheduler.job.v1.executed", "//cloudscheduler.googleapis.com/projects/p/jobs/j"],
  "storage-": ["google.cloud.storage.object.v1.finalized", "//storage.googleapis.com/projects/_/buckets/b"],
};

type Form = "data" | "request" | "background" | "event";

function formOf(file: string, document: Record<string, unknown>): Form {
  if (/-data[.-]/.test(file)) return "data";
  if (document.headers !== undefined || file.startsWith("pubsub-push")) return "request";
  return document.specversion === undefined ? "background" : "event";
}

/** The sample as the framework has it, which is what the paths of the table lead into. */
function complete(file: string, document: Record<string, unknown>, form: Form): Record<string, unknown> {
  if (form === "request" && document.headers === undefined) {
    return { method: "POST", url: "/", headers: { "user-agent": "CloudPubSub-Google" }, body: document };
  }
  if (form !== "data") return document;
  const known = Object.entries(TYPES).find(([prefix]) => file.startsWith(prefix));
  if (known === undefined) throw new Error(`no type is known for ${file}`);
  const [type, source] = known[1];
  return { specversion: "1.0", id: `id of ${file}`, time: "2026-02-03T04:05:06Z", type, source, data: document };
}

/** triggers.md 2.1: what the framework calls a function with. */
function argumentsOf(document: Record<string, unknown>, form: Form): readonly unknown[] {
  if (form === "request") return [document, RESPONSE];
  if (form !== "background") return [document];
  const { data, ...rest } = document;
  return [data, rest.context ?? rest];
}

/** Of all names only those of trace context. */
function contextOf(carrier: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const names = ["traceparent", "tracestate"];
  return Object.fromEntries(Object.entries(carrier ?? {}).filter(([name]) => names.includes(name)));
}

const samples = loadSamples("gcp", (file) => !NO_EVENT.test(file));

describe("Google event samples", () => {
  it(`are all there (read ${samples.length})`, () => {
    reportSamples("gcp", samples);
    expect(samples.length).toBeGreaterThanOrEqual(LEAST);
  });

  for (const { file, document } of samples) {
    const row = rowFor(googleRows, file) as GoogleRow;
    const form = formOf(file, document as Record<string, unknown>);
    const sample = complete(file, document as Record<string, unknown>, form);
    const read = () => adapter.describe({ args: argumentsOf(sample, form), env: ENV });

    it(`${file}: id, trigger, kind, name and attributes`, () => {
      const invocation = read();
      expect(invocation?.id).toBe(row.id(sample));
      expect(invocation?.trigger).toBe(row.trigger(sample));
      expect(invocation?.kind).toBe(row.kind(sample));
      expect(invocation?.name).toBe(row.name(sample));
      expect(invocation?.attributes).toEqual(resolve(row.attributes, sample));
    });

    it(`${file}: what caused it`, () => {
      const invocation = read();
      expect(contextOf(invocation?.carrier)).toEqual(resolve(row.carrier ?? {}, sample));
      expect(contextOf(invocation?.ambient)).toEqual(resolve(row.ambient ?? {}, sample));
      const messages = [...(invocation?.batch?.messages ?? [])].map(({ id, carrier }) => ({
        id,
        carrier: contextOf(carrier),
      }));
      expect(messages).toEqual(row.messages?.(sample) ?? []);
    });
  }
});
