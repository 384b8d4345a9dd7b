const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** OTLP's flags of a span or link: those of W3C, and whether the context came from another process. */
export function toFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}
