import type { SpanKind } from "../adapter.ts";

// The values of `SpanKind`, so that what only reads events need not load the API.

/** `SpanKind.SERVER`. */
export const KIND_SERVER = 1 as SpanKind.SERVER;
/** `SpanKind.CONSUMER`. */
export const KIND_CONSUMER = 4 as SpanKind.CONSUMER;
/** `SpanKind.CLIENT`. */
export const KIND_CLIENT = 2 as SpanKind.CLIENT;
/** `SpanKind.PRODUCER`. */
export const KIND_PRODUCER = 3 as SpanKind.PRODUCER;
