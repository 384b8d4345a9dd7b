import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Content, html, linkTo, styleElement } from "../../src/report/html.ts";
import { abbreviate, plainText, shorten } from "../../src/report/plain-text.ts";
import { HOSTILE } from "./hostile.ts";

const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom(...HOSTILE));

/** A template's strings, as code that was not written here might have them. */
const template = (strings: string[], ...values: Content[]) =>
  html(Object.assign([...strings], { raw: strings }) as unknown as TemplateStringsArray, ...values);

describe("a template", () => {
  test("takes texts, numbers, pieces of HTML and lists of them; what is not there leaves nothing", () => {
    const parts: Content = [html`<b>${"a & b"}</b>`, 7, undefined, false, ["<", [html`<i></i>`]]];
    expect(String(html`<p title="${'"'}">${parts}</p>`)).toBe('<p title="&quot;"><b>a &amp; b</b>7&lt;<i></i></p>');
  });

  test("gives no value a way out of its text or its attribute", () => {
    fc.assert(
      fc.property(text, (value) => {
        const written = String(html`<p title="${value}">${value}</p>`);
        const [, attribute, content] = /^<p title="([^<>"'`]*)">([^<>"'`]*)<\/p>$/su.exec(written) ?? [];
        expect(attribute).toBe(content);
        expect(content?.replaceAll(/&(amp|lt|gt|quot|#39|#96);/g, "")).not.toContain("&");
      }),
    );
  });

  test.each([
    [["<p title=", ">"]],
    [["<p ", ">"]],
    [["<", ">"]],
    [['<a href="', '">']],
    [['<p onclick="', '">']],
    [['<p style="', '">']],
    [['<p title="a" style="', '">']],
    [["<script>", "</script>"]],
    [["<style>", "</style>"]],
    [["<!-- ", " -->"]],
  ])("refuses a place where text could be more than text: %j", (strings) => {
    expect(() => template(strings, "harmless")).toThrow(TypeError);
  });

  test("refuses markup in an attribute", () => {
    expect(() => html`<p title="${html`<b></b>`}"></p>`).toThrow(TypeError);
    expect(() => html`<p title="${["a"]}"></p>`).toThrow(TypeError);
  });

  test("has no other elements with code or style, and no other links", () => {
    expect(() => styleElement("p{}</style>")).toThrow(TypeError);
    expect(() => linkTo("javascript:x", "text")).toThrow(TypeError);
    expect(String(linkTo("method", "<b>"))).toBe('<a href="#method">&lt;b&gt;</a>');
  });
});

describe("text", () => {
  test("shows what would hide, or turn what follows, and no half characters", () => {
    expect(plainText("a\u202eb\u200bc")).toBe("a⟨U+202E⟩b⟨U+200B⟩c");
    expect(plainText("\ud800 \u0000 \u001b \u{1f4a5}")).toBe("\ufffd \ufffd \ufffd \u{1f4a5}");
    fc.assert(fc.property(text, (value) => plainText(value).isWellFormed()));
  });

  test("is shortened between characters, and says by how much", () => {
    expect(shorten("short", 10)).toBe("short");
    expect(shorten("a".repeat(15), 10)).toBe(`${"a".repeat(10)}… (5 more characters)`);
    expect(abbreviate("a long name", 6)).toBe("a lon…");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 12 }), (value) => {
        expect(shorten(value, 5).isWellFormed()).toBe(true);
        expect([...abbreviate(value, 5)].length).toBe(5);
      }),
    );
  });
});
