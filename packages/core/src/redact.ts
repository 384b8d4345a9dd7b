/** What replaces a secret. */
export const REDACTED = "[REDACTED]";

/** What replaces a value whose getters throw: logging it must not throw in the handler. */
const UNREADABLE = "[UNREADABLE]";

/** Field names whose values never reach a log line, compared without case, `-` and `_`. */
const SECRET_NAMES = (
  "accesskey accesstoken apikey authorization authtoken bearer clientsecret connectionstring cookie " +
  "creditcard cardnumber credentials cvc cvv functionskey idtoken jwt passphrase passwd password " +
  "privatekey proxyauthorization pwd refreshtoken secret secretaccesskey secretkey sessionid " +
  "sessiontoken setcookie sharedaccesskey signature ssn token xamzsecuritytoken xapikey xfunctionskey"
).split(" ");

const MAX_DEPTH = 8;

const simplify = (name: string): string => name.toLowerCase().replaceAll(/[-_. ]/g, "");

/**
 * Makes a function that replaces the values of secret fields, at any depth, on a copy. Objects of classes are read as
 * JSON would write them (the headers of an HTTP client's error are one); below eight levels, and in cycles, values are
 * replaced too: what was not looked at does not leave. Total.
 *
 * @param furtherNames - field names beside the built-in ones
 */
export function createFieldRedactor(
  furtherNames: readonly string[] = [],
): (fields: Record<string, unknown>) => Record<string, unknown> {
  const names = new Set([...SECRET_NAMES, ...furtherNames.map(simplify)]);
  const cache = new Map<string, boolean>();
  const isSecret = (name: string): boolean => {
    let known = cache.get(name);
    if (known === undefined) {
      known = names.has(simplify(name));
      // Field names are few; a handler that logs user data as names must not grow this without end.
      if (cache.size < 1000) cache.set(name, known);
    }
    return known;
  };
  const redactValue = (value: unknown, above: readonly object[]): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (above.length >= MAX_DEPTH || above.includes(value)) return REDACTED;
    try {
      if (Array.isArray(value)) return value.map((item) => redactValue(item, [...above, value]));
      const { toJSON } = value as { toJSON?: unknown };
      if (typeof toJSON === "function") return redactValue(toJSON.call(value, ""), [...above, value]);
      return redactObject(value as Record<string, unknown>, above);
    } catch {
      return UNREADABLE;
    }
  };
  const redactObject = (fields: Record<string, unknown>, above: readonly object[]): Record<string, unknown> => {
    const copy: Record<string, unknown> = {};
    const inside = [...above, fields];
    for (const name of Object.keys(fields)) {
      copy[name] = isSecret(name) ? REDACTED : redactValue(readMember(fields, name), inside);
    }
    return copy;
  };
  return (fields) => redactObject(fields, []);
}

function readMember(fields: Record<string, unknown>, name: string): unknown {
  try {
    return fields[name];
  } catch {
    return UNREADABLE;
  }
}

// Up to the last @ of the authority: a password may have one that is not encoded.
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]+@/gi;
const URL_QUERY = /([a-z][a-z0-9+.-]*:\/\/[^\s?#]+)\?[^\s#]*/gi;

/** A text without the credentials and query strings of the URLs in it. */
export function redactUrls(text: string): string {
  return text.replaceAll(URL_CREDENTIALS, `$1${REDACTED}@`).replaceAll(URL_QUERY, `$1?${REDACTED}`);
}

// Without the flag `i`, for which V8 needs longer the first time than for all the rest: they are for lower case.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const TOKEN_PREFIX =
  /^(?:eyj[\w-]{8}|(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abps]|whsec|key|pat|sig|secret|token)[-_]|akia|asia|aiza)/;
/** Segments behind which a secret comes, in lower case. */
const SECRET_PARENTS: ReadonlySet<string> = new Set(
  (
    "api-key api-keys apikey apikeys auth confirm invitation invitations invite invites key keys magic " +
    "otp passwd password pwd reset secret secrets session sessions signature token tokens unsubscribe " +
    "verify"
  ).split(" "),
);

/**
 * A URL path without query string, matrix parameters and the segments that look like secrets: what follows a segment
 * such as `token` or `reset`, mail addresses, keys with a known prefix, and long mixes of letters and digits that are
 * no UUID.
 */
export function redactPath(path: string): string {
  const segments = (path.split(/[?#]/, 1)[0] ?? "").split("/");
  return segments
    .map((segment, index) => {
      const bare = segment.split(";", 1)[0] ?? "";
      return isSecretSegment(bare, segments[index - 1]) ? REDACTED : bare;
    })
    .join("/");
}

function isSecretSegment(segment: string, parent: string | undefined): boolean {
  if (segment === "") return false;
  if (SECRET_PARENTS.has(parent?.toLowerCase() ?? "")) return true;
  const lower = segment.toLowerCase();
  if (segment.length === UUID_LENGTH && UUID.test(lower)) return false;
  if (segment.includes("@") || segment.includes("%40") || TOKEN_PREFIX.test(lower)) return true;
  return segment.length >= 24 && /\d/.test(segment) && /[a-z]/.test(lower) && !/^[a-z]+(?:-[a-z0-9]+)+$/.test(segment);
}

/** The frames of an error's stack, without the message, which may hold user data. */
export function stackWithoutMessage(stack: string, message: string): string {
  // Only where it first stands: a short message is part of many a frame.
  const at = stack.indexOf(message);
  return stack
    .slice(at < 0 ? 0 : at + message.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
