import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { pathToFileURL } from "node:url";
import { renderReport } from "@isobar/compare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exampleReport, type Say } from "../../packages/compare/test/report/example.ts";
import { HOSTILE } from "../../packages/compare/test/report/hostile.ts";
import { openPage, type Page } from "./browser.ts";
import { findFaint } from "./contrast.ts";

const folder = mkdtempSync(join(tmpdir(), "isobar-report-"));
let page: Page;

beforeAll(async () => {
  page = await openPage(env.ISOBAR_BROWSER ?? "");
});
afterAll(async () => {
  await page?.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => setUp({}));

/** How the page is looked at. */
async function setUp({ width = 1200, scheme = "light", media = "" }): Promise<void> {
  await page.send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false });
  await page.send("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: scheme }] });
}

/** Opens a report, and gives back what the browser had to say of it. */
async function open(name: string, say?: Say) {
  const file = join(folder, `${name}.html`);
  const { comparison, traces } = exampleReport(say);
  writeFileSync(file, renderReport(comparison, traces));
  const before = page.events.length;
  await page.open(pathToFileURL(file).href);
  const told = page.events.slice(before);
  const requests = told.filter(({ method }) => method === "Network.requestWillBeSent");
  return {
    complaints: told.filter(({ method }) =>
      /^(Log\.entryAdded|Runtime\.(consoleAPICalled|exceptionThrown))$/.test(method),
    ),
    requests: requests.map(({ params }) => params.request.url).filter((url) => !/^(file|data):/.test(url)),
    files: requests.filter(({ params }) => params.request.url.startsWith("file:")).length,
  };
}

const call = <Value>(code: (...args: never[]) => Value, ...args: unknown[]): Promise<Value> =>
  page.evaluate<Value>(`(${code})(...${JSON.stringify(args)})`);

const openDetails = () =>
  call(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

/** Every element with the names of its attributes: what a parser made of the page. */
const structure = () =>
  call(() =>
    [...document.querySelectorAll("*")].map(
      (element) => `${element.localName} ${element.getAttributeNames().sort().join(" ")}`,
    ),
  );

describe("a report in Chromium", () => {
  test("loads nothing but itself, and the browser has nothing to complain of", async () => {
    expect(await open("plain")).toEqual({ complaints: [], requests: [], files: 1 });
    expect(await call(() => getComputedStyle(document.querySelector("table") ?? document.body).borderCollapse)).toBe(
      "collapse",
    );
  });

  test("is the same document when every field of the telemetry is hostile, and nothing of it runs", async () => {
    await open("plain");
    const plain = await structure();
    expect(plain.length).toBeGreaterThan(500);
    for (const [index, text] of HOSTILE.entries()) {
      const places = new Map<string, string>();
      const say: Say = (place) => {
        if (!places.has(place)) places.set(place, `${places.size}${text}`);
        return places.get(place) ?? "";
      };
      expect(await open(`hostile-${index}`, say)).toEqual({ complaints: [], requests: [], files: 1 });
      expect(await structure(), text).toEqual(plain);
      expect(await call(() => document.title)).toMatch(/^Isobar: /);
    }
  });

  test("would not run a script even if one got in", async () => {
    await open("plain");
    const ran = await call(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.body.append(script);
      const image = document.createElement("p");
      image.setAttribute("onclick", "document.title = 'run'");
      document.body.append(image);
      image.click();
      return document.title;
    });
    expect(ran).not.toBe("run");
  });

  test.each(["light", "dark"])("is readable on a %s page: each text has a contrast of 4.5", async (scheme) => {
    await setUp({ scheme });
    await open("plain");
    await openDetails();
    expect(await call(findFaint, 4.5)).toEqual([]);
    // The measure measures: at the greatest contrast there is, all text is too faint.
    expect((await call(findFaint, 21.1)).length).toBeGreaterThan(300);
    const [red = 0] =
      (await call(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)))?.map(Number) ?? [];
    expect(red > 128 ? "light" : "dark").toBe(scheme);
  });

  test("tells groups apart without colour", async () => {
    await open("plain");
    const lines = await call(() =>
      [...document.querySelectorAll("#ecdf-function-title ~ .line")].map(
        (line) => getComputedStyle(line).strokeDasharray,
      ),
    );
    expect(lines).toHaveLength(3);
    expect(new Set(lines).size).toBe(3);
  });

  test.each([360, 768])("fits a window of %i pixels: what is wider scrolls by itself", async (width) => {
    await setUp({ width });
    await open("long", (place) => `${place} ${"very-long-name".repeat(12)}`);
    await openDetails();
    expect(await call(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test("is used by keyboard alone: each invocation is reached and opened", async () => {
    await open("plain");
    const press = async (key: string, text = "") => {
      const windowsVirtualKeyCode = { Tab: 9, Enter: 13 }[key];
      await page.send("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, text, windowsVirtualKeyCode });
      await page.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key, windowsVirtualKeyCode });
    };
    const wanted = await call(() => document.querySelectorAll("details.invocation").length);
    let opened = 0;
    for (let presses = 0; presses < 200 && opened < wanted; presses += 1) {
      await press("Tab");
      const isInvocation = await call(() => document.activeElement?.matches("details.invocation > summary") ?? false);
      if (!isInvocation) continue;
      expect(await call(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe("solid");
      await press("Enter", "\r");
      opened = await call(() => document.querySelectorAll("details.invocation[open]").length);
    }
    expect(opened).toBe(wanted);
  });

  test("has names for what a screen reader finds", async () => {
    await open("plain");
    const { nodes } = await page.send("Accessibility.getFullAXTree");
    const named = (role: string): string[] =>
      nodes
        .filter((node: { role?: { value: string } }) => node.role?.value === role)
        .map((node: { name?: { value: string } }) => node.name?.value ?? "");
    expect(named("image")).toHaveLength(7);
    expect(named("heading").length).toBeGreaterThan(10);
    for (const role of ["image", "table", "heading", "link", "navigation"]) expect(named(role)).not.toContain("");
  });

  test("prints: dark on white, without what is wider than the paper", async () => {
    await setUp({ scheme: "dark", media: "print", width: 700 });
    await open("plain");
    expect(await call(findFaint, 4.5)).toEqual([]);
    expect(await call(() => getComputedStyle(document.documentElement).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect(await call(() => [...document.querySelectorAll(".chart")].every((chart) => chart.clientWidth <= 700))).toBe(
      true,
    );
    const { data } = await page.send("Page.printToPDF", { printBackground: true });
    const pdf = Buffer.from(data, "base64").toString("latin1");
    expect(pdf.slice(0, 5)).toBe("%PDF-");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(15);
  });
});
