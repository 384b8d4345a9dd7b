import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../front.ts";
import { refuse, sendJson } from "./api-answer.ts";
import type { ExtensionInfo } from "./telemetry/sandbox-events.ts";

const MAX_EXTENSIONS = 10;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Extension {
  readonly id: string;
  readonly name: string;
  readonly invoke: boolean;
  state: "Registered" | "Ready" | "Running";
  response?: ServerResponse;
}

/** The Extensions API of one instance, for extensions that registered from the function's process ("internal"). */
export interface Extensions {
  /** How many are registered. */
  readonly count: number;
  /** Whether each of them has asked for its next event, so that none holds the instance. */
  readonly allReady: boolean;
  /** All that registered. */
  list(): readonly ExtensionInfo[];
  /** The name of the extension that makes a call; where there is none the call is refused. */
  identify(request: IncomingMessage, response: ServerResponse): string | undefined;
  closeRegistration(): void;
  /** Hands the INVOKE event to those that subscribed to it; only they hold the instance then. */
  release(event: object): void;
  /** Answers a call below `/2020-01-01/extension/`. */
  handle(request: IncomingMessage, response: ServerResponse, action: string): Promise<void>;
}

export interface ExtensionsOptions {
  readonly functionName: string;
  readonly handler: string;
  readonly accountId: string;
  /** An extension asked for its next event. */
  onReady(): void;
  /** An extension reported that it cannot go on; the instance is lost. */
  onFailure(errorType: string): void;
}

function readEvents(body: string): string[] | undefined {
  try {
    const { events = [] } = JSON.parse(body) as { events?: unknown };
    return Array.isArray(events) && events.every((event) => typeof event === "string") ? events : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the Extensions API of a new instance, open for registration. */
export function createExtensions(options: ExtensionsOptions): Extensions {
  const extensions: Extension[] = [];
  let open = true;

  async function register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = String(request.headers["lambda-extension-name"] ?? "");
    const body = await readBody(request, 65_536);
    const forbid = (type: string, message: string) => refuse(response, 403, type, message);
    if (name === "") return forbid("Extension.InvalidExtensionName", "Empty extension name");
    const events = readEvents(body.toString());
    if (events === undefined) return forbid("InvalidRequestFormat", "The events are not a JSON array of strings");
    const refused = events.find((event) => event !== "INVOKE");
    if (refused !== undefined) {
      return forbid("Extension.InvalidEventType", `${refused}: the event is not supported for internal extensions`);
    }
    if (!open) return forbid("Extension.RegistrationClosed", "Extension registration closed already");
    if (extensions.some((extension) => extension.name === name)) {
      return forbid("Extension.InvalidExtensionState", "Extension with this name already registered");
    }
    if (extensions.length >= MAX_EXTENSIONS) {
      return forbid("Extension.TooManyExtensions", `Extension limit (${MAX_EXTENSIONS}) reached`);
    }
    const id = randomUUID();
    extensions.push({ id, name, invoke: events.includes("INVOKE"), state: "Registered" });
    const { functionName, handler, accountId } = options;
    const features = String(request.headers["lambda-extension-accept-feature"] ?? "");
    const account = features.split(",").some((feature) => feature.trim() === "accountId") ? { accountId } : {};
    const answer = { functionName, functionVersion: "$LATEST", handler, ...account };
    sendJson(response, 200, answer, { "lambda-extension-identifier": id });
  }

  /** Finds the caller by its identifier, or refuses the call. */
  function identify(request: IncomingMessage, response: ServerResponse): Extension | undefined {
    const id = request.headers["lambda-extension-identifier"];
    if (id === undefined || id === "") {
      const message = "Missing Lambda-Extension-Identifier header";
      refuse(response, 403, "Extension.MissingExtensionIdentifier", message);
      return undefined;
    }
    if (!UUID.test(String(id))) {
      refuse(response, 403, "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
      return undefined;
    }
    const extension = extensions.find((candidate) => candidate.id === id);
    if (extension === undefined) {
      refuse(response, 403, "Extension.UnknownExtensionIdentifier", `Unknown extension ${String(id)}`);
    }
    return extension;
  }

  function next(extension: Extension, response: ServerResponse): void {
    if (extension.state === "Ready") {
      const message = `State transition from Ready to Ready failed for extension ${extension.name}. Error: State transition is not allowed`;
      refuse(response, 403, "Extension.InvalidExtensionState", message);
      return;
    }
    extension.state = "Ready";
    extension.response = response;
    options.onReady();
  }

  async function fail(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await readBody(request, 65_536);
    const type = request.headers["lambda-extension-function-error-type"];
    if (typeof type !== "string") {
      const message = "Lambda-Extension-Function-Error-Type not found";
      return refuse(response, 403, "Extension.MissingHeader", message);
    }
    sendJson(response, 202, { status: "OK" });
    options.onFailure(type);
  }

  return {
    get count() {
      return extensions.length;
    },
    get allReady() {
      return extensions.every(({ state }) => state === "Ready");
    },
    list: () => extensions.map(({ name, invoke }) => ({ name, events: invoke ? ["INVOKE"] : [] })),
    identify: (request, response) => identify(request, response)?.name,
    closeRegistration() {
      open = false;
    },
    release(event) {
      for (const extension of extensions) {
        if (!extension.invoke || extension.response === undefined) continue;
        const { response } = extension;
        extension.state = "Running";
        delete extension.response;
        sendJson(response, 200, event, { "lambda-extension-event-identifier": randomUUID() });
      }
    },
    async handle(request, response, action) {
      const call = `${request.method} ${action}`;
      if (call === "POST register") return register(request, response);
      if (call !== "GET event/next" && call !== "POST init/error" && call !== "POST exit/error") {
        response.writeHead(404).end();
        return;
      }
      const extension = identify(request, response);
      if (extension === undefined) return;
      if (call === "GET event/next") next(extension, response);
      else await fail(request, response);
    },
  };
}
