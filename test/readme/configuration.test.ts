import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLogLevel } from "../../packages/core/src/config/log-level.ts";
import { resolveConfig } from "../../packages/core/src/config.ts";
import { page } from "./places.ts";

const source = (path: string): string => readFileSync(page(path), "utf8");
const text = source("docs/configuration.md");
const [read = "", notRead = ""] = text.split("\n## Not read\n");
const NAME = /\b(?:OTEL|ISOBAR)_[A-Z0-9_]+\b/g;
const namesIn = (part: string): string[] => [...new Set(part.match(NAME))].toSorted();

/** The names that are asked for in an environment in which every variable has this value. */
function namesAskedFor(value: string | undefined): string[] {
  const names: string[] = [];
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_target, name) => {
        names.push(String(name));
        return value;
      },
    },
  );
  resolveConfig({}, env);
  readLogLevel(env, undefined);
  return names;
}

/** One file beside the configuration reads the environment by itself. */
const diagnostics = namesIn(source("packages/core/src/diagnostics.ts"));
const asked = [...new Set([...namesAskedFor(undefined), ...namesAskedFor("1"), ...diagnostics])].toSorted();

test("docs/configuration.md has every variable that is read, and no other", () => {
  expect(namesIn(read)).toEqual(asked);
});

test("what it says is not read is not", () => {
  expect(namesIn(notRead).length).toBeGreaterThan(0);
  expect(namesIn(notRead).filter((name) => asked.includes(name))).toEqual([]);
});

test("its table has every option, and no other", () => {
  const [, body = ""] =
    /export interface IsobarOptions \{\n([\s\S]*?)\n\}/.exec(source("packages/core/src/options.ts")) ?? [];
  const options = [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  expect(options).toContain("serviceName");
  const [, table = ""] = /\n## Options\n([\s\S]*?)\n## /.exec(text) ?? [];
  expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name).toSorted()).toEqual(options.toSorted());
});
