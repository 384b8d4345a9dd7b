import { KIND_SERVER, readObject } from "@isobar/core/describe";
import { ATTR_FAAS_CRON, ATTR_ISOBAR_AZURE_TIMER_PAST_DUE } from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Timers. The schedule is a cron expression of six fields, or a time span.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 */
export const timerTrigger: TriggerReader = ({ input, options, faasName, env }) => {
  const schedule = readResolved(options.schedule, env);
  return {
    name: faasName,
    trigger: "timer",
    kind: KIND_SERVER,
    attributes: {
      // The name of a setting that is not set is no schedule.
      ...(schedule !== undefined && !schedule.includes("%") && { [ATTR_FAAS_CRON]: schedule }),
      ...(readObject(input)?.isPastDue === true && { [ATTR_ISOBAR_AZURE_TIMER_PAST_DUE]: true }),
    },
  };
};
