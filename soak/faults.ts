import { createRandom } from "./random.ts";

/** What the backend does to one request, and why it can come to that. */
export const REQUEST_FAULTS = {
  "store-then-reset": "stored, then the connection is reset in place of an answer",
  "store-then-late": "stored, and answered when the client has given up",
  "store-then-freeze": "stored, and answered when the instance is frozen, or after a second",
  "store-then-silence": "stored, and never answered",
  reset: "read whole, not stored, and the connection is reset",
  silence: "read whole, not stored, and never answered",
  unavailable: "answered 503",
  "too-many": "answered 429 with Retry-After: 1",
  refused: "answered 400",
  partial: "answered 200, and one record of it rejected",
} as const;

export type RequestFault = keyof typeof REQUEST_FAULTS;

/** What a backend does to all requests for a while. */
export const OUTAGES = ["unavailable", "silence", "reset", "closed"] as const;
/** `closed`: nobody listens on the port. */
export type Outage = (typeof OUTAGES)[number];

/** One request in so many has a fault, each kind equally often. */
export const REQUESTS_PER_FAULT = 12;
/** Within its dozen, a fault is in the first half: three exports in a row do not fail by them alone. */
const LATEST_IN_DOZEN = 6;

/** The faults of a backend's requests, by their number from 0: undefined for most. */
export function createFaultDeck(seed: number, name: string): (request: number) => RequestFault | undefined {
  const random = createRandom(seed, `faults of ${name}`);
  const kinds = Object.keys(REQUEST_FAULTS) as RequestFault[];
  const deck = new Map<number, RequestFault>();
  let dealt = 0;
  const deal = (): void => {
    for (const kind of random.shuffle(kinds)) {
      deck.set(dealt + random.between(0, LATEST_IN_DOZEN - 1), kind);
      dealt += REQUESTS_PER_FAULT;
    }
  };
  return (request) => {
    while (request >= dealt) deal();
    const fault = deck.get(request);
    deck.delete(request);
    return fault;
  };
}
