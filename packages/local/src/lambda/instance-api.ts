import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "./api-answer.ts";
import type { Extensions } from "./extensions.ts";
import type { RuntimeApi } from "./runtime-api.ts";
import type { TelemetryApi } from "./telemetry/telemetry-api.ts";

/** Leads a call at `AWS_LAMBDA_RUNTIME_API` to the API that it is for. */
export function createInstanceApi(apis: {
  readonly runtime: RuntimeApi;
  readonly extensions: Extensions;
  readonly telemetry: TelemetryApi;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const [, version, api, ...rest] = path.split("/");
    const action = rest.join("/");
    if (version === "2018-06-01" && api === "runtime") return apis.runtime.handle(request, response, action);
    if (version === "2020-01-01" && api === "extension") return apis.extensions.handle(request, response, action);
    if (request.method === "PUT" && version === "2022-07-01" && api === "telemetry") {
      const name = apis.extensions.identify(request, response);
      if (name !== undefined) await apis.telemetry.subscribe(request, response, name);
      return;
    }
    if (request.method === "PUT" && api === "logs") {
      const refusal = { errorMessage: "Logs API is not supported", errorType: "Logs.NotSupported" };
      return sendJson(response, 202, refusal);
    }
    response.writeHead(404).end();
  };
}
