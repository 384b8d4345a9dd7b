import { plainText } from "./plain-text.ts";

/** Only this file can make HTML of a text. */
let trust: (text: string) => Html;

/** A piece of HTML that this file made. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static {
    trust = (text) => new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template may contain; nothing, `undefined` and `false` are left out. */
export type Content = Html | string | number | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** The one place where text becomes HTML. */
function escapeText(text: string): string {
  return plainText(text).replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character] ?? "");
}

type Place = "text" | "attribute";

const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>();

/**
 * HTML from a template whose values are text, never markup: each is escaped. They may stand between elements and in quoted
 * attributes that run or load nothing; a template that puts one elsewhere throws, whatever the value.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const places = placesOf.get(strings) ?? findPlaces(strings);
  placesOf.set(strings, places);
  const parts = strings.map((string, index) =>
    index < values.length ? string + write(values[index], places[index] ?? "text") : string,
  );
  return trust(parts.join(""));
}

function write(value: Content, place: Place): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  if (place === "attribute") throw new TypeError("an attribute takes text, not markup");
  return value instanceof Html ? value.toString() : value.map((item) => write(item, place)).join("");
}

/** Attributes whose value is code, style, or the address of what is loaded. */
const UNSAFE_ATTRIBUTE = /^(on.*|style|src|srcdoc|href|xlink:href|action|formaction|data|srcset|http-equiv|content)$/i;

/** Goes through a template's own text as a parser does. */
function findPlaces(strings: readonly string[]): Place[] {
  let open: "text" | "tag" | "attribute" = "text";
  let attribute = "";
  return strings.slice(0, -1).map((string) => {
    if (/<(script|style|iframe|object|embed|base|!--)/i.test(string))
      throw new TypeError("a template has no such element");
    for (const [token, name] of string.matchAll(/<(?=[a-z/!]|$)|>|([\w:-]+)="|"/gi)) {
      if (open === "text") open = token === "<" ? "tag" : open;
      else if (open === "attribute") open = token.endsWith('"') ? "tag" : open;
      else if (token === ">") open = "text";
      else if (name !== undefined) [open, attribute] = ["attribute", name];
    }
    if (open === "tag") throw new TypeError("a value stands between elements or in a quoted attribute");
    if (open === "attribute" && UNSAFE_ATTRIBUTE.test(attribute)) throw new TypeError(`${attribute} takes no value`);
    return open;
  });
}

/** A style sheet of our own as an element; it takes no values. */
export function styleElement(css: string): Html {
  if (/<|]]>/.test(css)) throw new TypeError("a style sheet has no markup");
  return trust(`<style>${css}</style>`);
}

/** A link to a place of the same document: the only addresses that there are. */
export function linkTo(id: string, text: string): Html {
  if (!/^[a-z-]+$/.test(id)) throw new TypeError(`${id} is no place of a document`);
  return trust(`<a href="#${id}">${html`${text}`}</a>`);
}
