/** What turns the direction of text, or is not seen: names with it look like others. */
const INVISIBLE = /[\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]/gu;
/** What no HTML document may contain, and half characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const IMPOSSIBLE = /[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{fdd0}-\u{fdef}\u{fffe}\u{ffff}]|\p{Surrogate}/gu;

/** Text of telemetry as it is shown: what would hide or turn it is written out, what is no character is replaced. */
export function plainText(text: string): string {
  return text
    .replaceAll(IMPOSSIBLE, "\u{fffd}")
    .replaceAll(INVISIBLE, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The beginning of a long text, and how much is left out. */
export function shorten(text: string, most: number): string {
  const characters = text.length > most ? [...text.slice(0, (most + 1) * 2)] : [];
  if (characters.length <= most) return text;
  const kept = characters.slice(0, most).join("");
  return `${kept}… (${text.length - kept.length} more characters)`;
}

/** The beginning of a name that has to fit into a chart; its whole is in the tables. */
export function abbreviate(text: string, most: number): string {
  const characters = [...text.slice(0, (most + 1) * 2)];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
