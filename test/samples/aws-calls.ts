import { loadSamples, type Sample } from "./load.ts";

/** The rule of the reference's list of tests: these are no events. */
const NO_EVENT = /^(env|runtime-api|extensions-api|telemetry-api|lambda-context|lambda-json|emf)[-.]|-response[.-]/;

const isEvent = (file: string): boolean => file.startsWith("cloudfront-origin-response") || !NO_EVENT.test(file);

/** The samples that are events. */
export const loadAwsSamples = (): Sample[] => loadSamples("aws", isEvent);
