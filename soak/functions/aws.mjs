import { instrument, log, meter, tracer } from "@isobar/aws-lambda";
import { act, options } from "./work.mjs";

export const http = instrument(async (event) => {
  return { statusCode: 200, body: JSON.stringify(await act(JSON.parse(event.body), { log, meter, tracer })) };
}, options);
