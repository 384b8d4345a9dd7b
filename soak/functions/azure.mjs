import { app } from "@azure/functions";
import { instrument, log, meter, tracer } from "@isobar/azure-functions";
import { act, options } from "./work.mjs";

app.http("soak", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: instrument(
    async (request) => ({ jsonBody: await act(await request.json(), { log, meter, tracer }) }),
    options,
  ),
});
