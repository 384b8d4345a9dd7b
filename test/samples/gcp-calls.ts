import { loadSamples } from "./load.ts";

/** Neither environments nor lines of a log are events. */
const NO_EVENT = /^(env|cloud-logging)-/;

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

/** How the framework gets an event to a function. */
export type Form = "data" | "request" | "background" | "event";

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
export function argumentsOf(document: Record<string, unknown>, form: Form, response: unknown): readonly unknown[] {
  if (form === "request") return [document, response];
  if (form !== "background") return [document];
  const { data, ...rest } = document;
  return [data, rest.context ?? rest];
}

/** A sample that is an event, as the framework has it. */
export interface GoogleSample {
  readonly file: string;
  readonly document: Record<string, unknown>;
  readonly form: Form;
}

/** The samples that are events. */
export function loadGoogleSamples(): GoogleSample[] {
  return loadSamples("gcp", (file) => !NO_EVENT.test(file)).map(({ file, document }) => {
    const form = formOf(file, document as Record<string, unknown>);
    return { file, document: complete(file, document as Record<string, unknown>, form), form };
  });
}
