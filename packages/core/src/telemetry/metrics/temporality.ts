import type { Config } from "../../config.ts";
import { CUMULATIVE, DELTA, type InstrumentType, type Temporality } from "./model.ts";

/** As the OTLP exporters' specification defines the three preferences. */
export function selectTemporality(type: InstrumentType, preference: Config["temporality"]): Temporality {
  const isUpDown = type === "UP_DOWN_COUNTER" || type === "OBSERVABLE_UP_DOWN_COUNTER";
  const isDelta =
    preference === "delta" ? !isUpDown : preference === "lowmemory" && !isUpDown && type !== "OBSERVABLE_COUNTER";
  return isDelta ? DELTA : CUMULATIVE;
}
