import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { addCompileHints } from "../add-hints.mjs";

/** Every function of a text, as `start:end`. */
function allFunctions(text: string): Set<string> {
  const file = ts.createSourceFile("built.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) found.add(`${node.getStart(file)}:${node.getEnd()}`);
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

const evaluate = (text: string): unknown => runInContext(text, createContext({}));

describe("a built file whose functions are all marked", () => {
  it.each([
    ["a declaration that is called before it", "var a=add(1,2);function add(x,y){return x+y}a", 3],
    ["a declaration behind a directive", '"use strict";run();function run(){return this===undefined}run()', true],
    ["a declaration in a declaration", "function outer(){return inner();function inner(){return 4}}outer()", 4],
    ["`this`", "function own(){return this.x}own.call({x:5})", 5],
    ["`this` in an arrow in it", "function own(){return(()=>this.x)()}own.call({x:6})", 6],
    ["`arguments`", "function count(){return arguments.length}count(1,2,3)", 3],
    ["`new.target`", "function made(){return new.target===undefined}made()", true],
    ["a constructor", "function Thing(){}new Thing instanceof Thing", true],
    ["a prototype", "function Thing(){}Thing.prototype.x=7;Object.create(Thing.prototype).x", 7],
    ["a generator", "function*two(){yield 1;yield 2}[...two()].length", 2],
    ["a name that is given another value", "function f(){return 1}f=()=>8;f()", 8],
    ["defaults that are functions", "function f(g=(x)=>x+1,{h}={h(){return 5}}){return g(3)+h()}f()", 9],
    ["a method", "({x:10,get(){return this.x}}).get()", 10],
    ["a method with a name that is computed", '({["a"+"b"](){return 11}}).ab()', 11],
    ["a method that calls super", "({__proto__:{f(){return 12}},f(){return super.f()}}).f()", 12],
    ["a getter", "({get x(){return 13}}).x", 13],
    ["a class", "class A{f(){return(()=>14)()}static g(){return new A().f()}}A.g()", 14],
    ["a function that is called on the spot", "(function(){return 15})()", 15],
    ["a name", "function named(){}const o={own(){}};named.name+o.own.name", "namedown"],
    ["a number of parameters", "function f(a,b,c){}const o={g(a){}};f.length+o.g.length", 4],
  ])("does the same: %s", (_name, text, expected) => {
    const marked = addCompileHints(text, allFunctions(text));
    expect(evaluate(text)).toBe(expected);
    expect(evaluate(marked)).toBe(expected);
  });

  it("does the same: what is async", async () => {
    const text = "async function f(x){return await g(x)}const o={async h(x){return f(x)}};const g=async x=>x+1;o.h(1)";
    expect(await evaluate(addCompileHints(text, allFunctions(text)))).toBe(2);
  });

  it("has those that are no classes' in parentheses, as V8 wants them", () => {
    const text = "const a=()=>1;function b(){return this}const o={c(){return 2}};function d(x){return x}";
    expect(addCompileHints(text, allFunctions(text))).toBe(
      "var b=(function(){return this}),\nd=((x)=>{return x});\nconst a=(()=>1);const o={c:(()=>{return 2})};",
    );
  });

  it("keeps as a function what is long, for which Node 22 takes the hint as well", () => {
    const body = `return ${"1+".repeat(250)}1`;
    const text = `function long(){${body}}long()`;
    const marked = addCompileHints(text, allFunctions(text));
    expect(marked).toBe(`var long=(function(){${body}});\nlong()`);
    expect(evaluate(marked)).toBe(251);
  });

  it("is as it was where nothing is to be marked", () => {
    const text = "import{x}from'y';function b(){return x}\nexport{b};\n";
    expect(addCompileHints(text, new Set())).toBe(text);
  });
});

describe("V8", () => {
  it("compiles with the file what is marked, and reads over the rest", () => {
    const text = "function one(){return this}function two(){return 2}const o={three(){return 3}};const four=()=>4;";
    const called = new Set([...allFunctions(text)].filter((_, index) => index !== 1));
    expect(listParsed(addCompileHints(text, called))).toEqual({ compiled: ["four", "one", "three"], skipped: ["two"] });
  });
});

/** What V8 says of the functions in a file of which none is called. */
function listParsed(text: string): { compiled: string[]; skipped: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "hints-"));
  try {
    const [file, log] = [join(folder, "built.cjs"), join(folder, "v8.log")];
    writeFileSync(file, text);
    execFileSync(process.execPath, ["--log-function-events", "--no-logfile-per-isolate", `--logfile=${log}`, file]);
    const lines = readFileSync(log, "utf8").split("\n");
    const id = lines.find((line) => line.startsWith("script-details,") && line.includes("built.cjs"))?.split(",")[1];
    const names = (event: string): string[] =>
      lines
        .filter((line) => line.startsWith(`function,${event},${id},`))
        .map((line) => line.split(",").at(-1) as string)
        .filter((name) => name !== "");
    return { compiled: names("interpreter").sort(), skipped: names("preparse-resolution") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
