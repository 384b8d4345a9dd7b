import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IsobarOptions } from "../src/index.ts";
import { collectDiagnostics, createAdapter, createKept, resetProcess, wrap } from "./support.ts";

let folder: string;
let kept: ReturnType<typeof createKept>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "isobar-early-"));
  vi.stubEnv("TMPDIR", folder);
  resetProcess();
  kept = createKept();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  resetProcess();
});

const PLACE = 4096;
const files = (): string[] => readdirSync(folder).map((name) => join(folder, name));
/** The id of a process that has ended. */
const deadPid = (): number | undefined => spawnSync(process.execPath, ["-e", ""]).pid;

/** Begins invocations that never end, in a process that is then taken for dead: their file is as a kill leaves it. */
function abandon(options: IsobarOptions = {}, invocations: readonly object[] = [{}], resource = {}): string {
  const hang = () => new Promise(() => {});
  for (const invocation of invocations) {
    const adapter = createAdapter({ resource: () => ({ "service.name": "shop", ...resource }) }, invocation);
    void wrap(hang, { ...createKept().options, earlySpan: true, ...options }, adapter)();
  }
  resetProcess();
  const [mine = ""] = files().filter((path) => path.includes(`-${process.pid}-`));
  const path = mine.replace(`-${process.pid}-`, `-${deadPid()}-`);
  renameSync(mine, path);
  return path;
}

/** The first invocation of the next process. */
async function restart(options: IsobarOptions = {}, resource: object = { "service.name": "shop" }) {
  kept = createKept();
  const adapter = createAdapter({ resource: () => ({ ...resource }) }, { id: "next" });
  return wrap(async () => "value", { ...kept.options, earlySpan: true, ...options }, adapter)();
}

const killed = () => kept.spans.filter(({ attributes }) => attributes["error.type"] === "killed");

describe("an invocation with earlySpan", () => {
  it("says that it begins, in its own trace, and leaves no record when it has ended", async () => {
    let during = "";
    const handler = wrap(
      async () => {
        during = readFileSync(files()[0] ?? "", "utf8");
      },
      { ...kept.options, earlySpan: true },
    );
    await handler();
    const [span] = kept.spans;
    const spanId = span?.spanContext().spanId;
    expect(kept.logs).toMatchObject([
      {
        eventName: "isobar.invocation_start",
        attributes: { "faas.trigger": "other", "faas.invocation.id": "id-1", "faas.coldstart": true },
        spanContext: { spanId },
      },
    ]);
    expect(during).toContain(spanId);
    expect(readFileSync(files()[0] ?? "", "utf8").split("\n")[1]).not.toContain("id-1");
    await restart();
    expect(killed()).toEqual([]);
  });

  it("keeps its file from other users", () => {
    expect(statSync(abandon()).mode & 0o777).toBe(0o600);
  });

  it("keeps of a path what the span would be sent with", () => {
    const attributes = { "url.path": "/reset/s3cret-t0ken" };
    expect(readFileSync(abandon({}, [{ trigger: "http", attributes }]), "utf8")).toContain("/reset/[REDACTED]");
  });

  it("leaves nothing where its trace is not recorded", async () => {
    const sampler = { shouldSample: () => ({ decision: 0 }), toString: () => "off" };
    await wrap(async () => 1, { ...kept.options, sampler, earlySpan: true })();
    expect([files(), kept.logs]).toEqual([[], []]);
  });

  it("is as ever where the folder cannot be written: one warning, and its start", async () => {
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    const diagnostics = collectDiagnostics();
    const handler = wrap(async () => "value", { ...kept.options, earlySpan: true });
    expect([await handler(), await handler()]).toEqual(["value", "value"]);
    expect(diagnostics.filter((line) => line.includes("temporary folder (ENOENT)"))).toHaveLength(1);
    expect([kept.spans.length, kept.logs.length]).toEqual([2, 2]);
  });
});

describe("the next process", () => {
  it("sends the span under its own ids, with its resource, parent and links, and counts the failure", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const tracestate = "shop=7";
    const carrier = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate };
    const ambient = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00" };
    const path = abandon({}, [{ id: "lost", carrier, ambient, trigger: "http" }], { "faas.instance": "first" });
    const [, record = ""] = readFileSync(path, "utf8").split("\n");
    expect(await restart()).toBe("value");
    const [span, ...more] = killed();
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      name: "fn",
      status: { code: 2 },
      parentSpanContext: { spanId: "b7ad6b7169203331" },
      attributes: { "faas.invocation.id": "lost", "faas.coldstart": true },
      links: [{ context: { spanId: "00f067aa0ba902b7" } }],
      resource: { attributes: { "faas.instance": "first", "service.name": "shop" } },
    });
    expect(record).toContain(span?.spanContext().spanId);
    const context = span?.spanContext() as { traceId: string; spanId: string; traceState?: { serialize(): string } };
    expect([context.traceId, context.traceState?.serialize()]).toEqual([traceId, tracestate]);
    const told = kept.logs.find(({ eventName }) => eventName === "isobar.invocation_killed");
    expect(told).toMatchObject({ severityNumber: 17, spanContext: { traceId, spanId: context.spanId } });
    expect([kept.total("faas.errors"), kept.total("faas.invocations")]).toEqual([1, 1]);
    // Once.
    resetProcess();
    await restart();
    expect(killed()).toEqual([]);
  });

  it("lets `beforeExport` have its say", async () => {
    abandon();
    await restart({ beforeExport: (span) => span.attributes["error.type"] !== "killed" });
    expect(killed()).toEqual([]);
  });

  it("passes over what cannot be read of a file", async () => {
    const path = abandon({}, [{ id: "1" }, { id: "2" }, { id: "3" }]);
    const bytes = readFileSync(path);
    bytes.write('{"id":"1","trig', PLACE);
    bytes.fill(0, PLACE + 15, 2 * PLACE);
    bytes.write('{"id":"2"}\n', 2 * PLACE);
    writeFileSync(path, bytes);
    expect(await restart()).toBe("value");
    expect(killed().map(({ attributes }) => attributes["faas.invocation.id"])).toEqual(["3"]);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "x".repeat(3 * PLACE)],
    ["other JSON", "null\n[]\n"],
    ["far too much", " ".repeat(2 * 1024 * 1024)],
  ])("is not bothered by a file with %s", async (_name, text) => {
    const path = join(folder, `isobar-pending-${deadPid()}-x`);
    writeFileSync(path, text);
    expect(await restart()).toBe("value");
    expect([kept.spans.length, readFileSync(path, "utf8")]).toEqual([1, text]);
  });

  it("leaves the file of a process that lives, and of another function", async () => {
    const path = abandon();
    await restart({}, { "service.name": "shop", "faas.name": "other" });
    expect(killed()).toEqual([]);
    resetProcess();
    const living = path.replace(/-\d+-/, `-${process.ppid}-`);
    renameSync(path, living);
    await restart();
    expect(killed()).toEqual([]);
    expect(files()).toContain(living);
  });

  it("has of an invocation that is too long for its place what fits", async () => {
    const attributes = { "url.path": `/${"a/".repeat(PLACE)}` };
    abandon({}, [{ id: "long", attributes }]);
    await restart();
    expect(killed()).toMatchObject([{ name: "fn" }]);
    expect(killed()[0]?.attributes).toEqual({ "error.type": "killed" });
  });
});
