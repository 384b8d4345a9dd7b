import type { EncodedRequest, PostedAnswer } from "./otlp/post-now.ts";

/** How sending a batch ended; `repeated` where it was sent a second time for it, and the backend may have both. */
export type SendEnd = Ending & { readonly repeated?: boolean };

type Ending =
  /** The backend has it; `rejected` records of it were not taken (OTLP's partial success). */
  | { readonly kind: "sent"; readonly rejected?: number; readonly bytes?: number }
  /** The backend does not have it, and may be asked again: after `afterMillis`, where it said so. */
  | { readonly kind: "retry"; readonly afterMillis?: number | undefined; readonly bytes?: number }
  /** The backend was given all of it, and no answer came: it may have it or not. */
  | { readonly kind: "unclear"; readonly bytes?: number }
  /** The backend will never take it. */
  | { readonly kind: "refused"; readonly bytes?: number };

/** For a process that has no time to wait: what is to be posted, or how the try ended where that was known at once. */
export type LastTry = SendEnd | Posting;

/** A request that is still to be posted. */
export interface Posting {
  readonly kind: "posting";
  readonly request: EncodedRequest;
  readEnd(answer: PostedAnswer): SendEnd;
}

/** Sends batches of one signal. */
export interface Sender<Items> {
  /** Never rejects. */
  send(items: Items): Promise<SendEnd>;
  /** Opens the connection that the next sending will need. Never rejects. */
  warm?(): Promise<void>;
  /** Makes the last try to send these items, without a wait. */
  tryLast(items: Items): LastTry;
  /** Gives up what is under way, at once: what `send` returned then settles. */
  interrupt(): void;
  /** Where it sends to, without credentials, path and query; undefined for an exporter of the user's own. */
  readonly endpoint?: string;
}
