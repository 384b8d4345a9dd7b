import type { ResponseStamp } from "./adapter.ts";

/** An id that a header can hold: on some platforms a caller may have chosen it. */
const HEADER_TEXT = /^[\x21-\x7e]{1,256}$/;

/**
 * What a response says of its invocation.
 *
 * @param handlerMillis - how long the handler has run, without what is exported behind it
 * @param initMillis - on a cold start: from the start of the process until the handler was wrapped
 * @see https://www.w3.org/TR/server-timing/
 */
export function createStamp(id: string, handlerMillis: number, initMillis: number | undefined): ResponseStamp {
  const init = initMillis === undefined ? "" : `, init;dur=${formatMillis(initMillis)}, cold`;
  return {
    serverTiming: `handler;dur=${formatMillis(handlerMillis)}${init}`,
    invocationId: HEADER_TEXT.test(id) ? id : undefined,
  };
}

/** To the microsecond: with less, an empty handler would take no time. */
function formatMillis(millis: number): string {
  return String(Math.round(millis * 1000) / 1000);
}
