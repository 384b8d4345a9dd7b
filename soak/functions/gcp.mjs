import { instrument, log, meter, tracer } from "@isobar/gcp-functions";
import { act, options } from "./work.mjs";

export const http = instrument(async (request, response) => {
  response.json(await act(request.body, { log, meter, tracer }));
}, options);
