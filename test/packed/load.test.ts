import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Application, createApplication, nodes } from "./support.ts";

const LIBRARIES = [
  "@isobar/core",
  "@isobar/core/describe",
  "@isobar/core/semconv",
  "@isobar/aws-lambda",
  "@isobar/gcp-functions",
  "@isobar/azure-functions",
  "@isobar/testing",
  "@isobar/local",
  "@isobar/otlp",
  "@isobar/compare",
];
const PACKAGES = [...LIBRARIES.filter((name) => name.split("/").length === 2), "isobar"];

let app: Application;
let receiver: Receiver;
beforeAll(async () => {
  app = await createApplication(PACKAGES);
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

test("all packages install together, from their tarballs alone", () => {
  expect(app.npmOutput).not.toMatch(/ERESOLVE|peer|conflict/i);
});

describe.each(nodes)("on $name", (node) => {
  test("every library gives the same names to import and to require, and leaves the process able to end", async () => {
    app.write(
      "load.mjs",
      `import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      const names = {};
      for (const library of ${JSON.stringify(LIBRARIES)}) {
        const isName = (name) => name !== "default" && name !== "module.exports" && name !== "__esModule";
        names[library] = {
          imported: Object.keys(await import(library)).filter(isName).sort(),
          required: Object.keys(require(library)).filter(isName).sort(),
        };
      }
      process.send({ names }, () => process.disconnect());`,
    );
    const { message, stdout, stderr } = await app.run("load.mjs", { node });
    const names = message.names as Record<string, { imported: string[]; required: string[] }>;
    for (const library of LIBRARIES) {
      expect(names[library]?.imported, library).toEqual(names[library]?.required);
      expect(names[library]?.imported.length, library).toBeGreaterThan(0);
    }
    for (const adapter of ["aws-lambda", "gcp-functions", "azure-functions"]) {
      expect(names[`@isobar/${adapter}`]?.imported).toEqual(
        expect.arrayContaining(["currentInvocation", "flush", "instrument", "log", "meter", "setRoute", "tracer"]),
      );
    }
    expect(stdout + stderr).toBe("");
  });

  test("an imported and a required copy share the invocation, the cold start and the trace", async () => {
    receiver.clear();
    const { message } = await app.run("both.mjs", { node, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    expect(message.areTwoCopies).toBe(true);
    expect(message.results).toEqual(["first", "second"]);
    expect(message.seen).toEqual([
      { ids: ["first", "first"], coldStarts: [true, true] },
      { ids: ["inner", "inner"], coldStarts: [false, false] },
      { ids: ["second", "second"], coldStarts: [false, false] },
      { ids: ["inner", "inner"], coldStarts: [false, false] },
    ]);
    const spansOf = (id: string) => receiver.spans.filter(({ attributes }) => attributes["faas.invocation.id"] === id);
    expect(spansOf("first")).toMatchObject([{ attributes: { "faas.coldstart": true } }]);
    expect(spansOf("inner")).toHaveLength(2);
    // A span of either copy is below the invocation that the other one began.
    const parentsOf = (wanted: string) =>
      receiver.spans.filter(({ name }) => name === wanted).map(({ parentSpanId }) => parentSpanId);
    const idsOf = (...ids: string[]) => ids.flatMap(spansOf).map(({ spanId }) => spanId);
    expect(parentsOf("by the required copy")).toEqual(idsOf("first", "second"));
    expect(parentsOf("by the imported copy")).toEqual(idsOf("inner"));
    // A line of either copy's logger belongs to the invocation of the other.
    const [first] = spansOf("first");
    expect(receiver.logRecords[0]).toMatchObject({ traceId: first?.traceId, spanId: first?.spanId });
  });
});

test("the command is installed as isobar", async () => {
  expect(await app.execute("npx", ["--no-install", "isobar", "--help"])).toMatch(/isobar/);
});
