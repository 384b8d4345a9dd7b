/** Names that were found in a body, by the keys that lead to them: `Entries.EventBusName`. */
export type BodyNames = Readonly<Partial<Record<string, readonly string[]>>>;

/** Where the names of resources stand; what stands anywhere else is the user's. */
const VALUES: ReadonlySet<string> = new Set([
  "Action",
  "QueueUrl",
  "TopicArn",
  "TableName",
  "StreamName",
  "StreamARN",
  "DeliveryStreamName",
  "Entries.EventBusName",
  "stateMachineArn",
  ...["Put", "Update", "Delete", "ConditionCheck", "Get"].map((action) => `TransactItems.${action}.TableName`),
]);
/** Objects whose keys are names. */
const KEYED: ReadonlySet<string> = new Set(["RequestItems"]);

/** A string up to its end or that of the text, with what makes it a key; or a bracket. */
const TOKEN = /"((?:[^"\\]|\\[\s\S])*)(?:(")(\s*:)?|\\?$)|[{}[\]]/g;
const MAX_NAMES = 32;
const NAME = /^[\w.:/-]{1,2048}$/;

/**
 * Finds the names of resources in the start of a body: a JSON document, which may break off anywhere, or a form. Strings
 * are read as wholes, so that what looks like a name within a message is none.
 */
export function readBodyNames(start: string): BodyNames {
  return start.startsWith("{") ? readJsonNames(start) : readFormNames(start);
}

function readJsonNames(start: string): BodyNames {
  const found: Record<string, string[]> = {};
  const stack: string[] = [];
  let key = "";
  for (const [token, text = "", end, colon] of start.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      stack.push(key);
      key = "";
    } else if (token === "}" || token === "]") {
      stack.pop();
      key = "";
    } else if (end === undefined) {
      // The document breaks off within a string.
      break;
    } else if (colon !== undefined) {
      key = text;
      add(found, KEYED, stack.filter(Boolean).join("."), text);
    } else {
      if (key !== "") add(found, VALUES, [...stack, key].filter(Boolean).join("."), text);
      key = "";
    }
  }
  return found;
}

function readFormNames(start: string): BodyNames {
  const found: Record<string, string[]> = {};
  // The last one may have been cut.
  for (const pair of start.split("&")) {
    const at = pair.indexOf("=");
    const value = pair
      .slice(at + 1)
      .replaceAll("%3A", ":")
      .replaceAll("%2F", "/");
    if (at > 0) add(found, VALUES, pair.slice(0, at), value);
  }
  return found;
}

function add(found: Record<string, string[]>, wanted: ReadonlySet<string>, path: string, value: string): void {
  if (!wanted.has(path) || !NAME.test(value)) return;
  const names = found[path] ?? [];
  found[path] = names;
  if (names.length < MAX_NAMES && !names.includes(value)) names.push(value);
}
