import { describe, expect, it } from "vitest";
import { createFieldRedactor, REDACTED, redactPath, redactUrls, stackWithoutMessage } from "../src/redact.ts";
import { createHostile } from "./support.ts";

const redact = createFieldRedactor();
/** What would be written: the line's JSON. */
const written = (fields: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(redact(fields)));

describe("secret fields", () => {
  it("are replaced by their names, in any spelling and at any depth, in a copy", () => {
    const fields = {
      password: "p",
      userId: 7,
      nested: { "API-Key": "k", list: [{ client_secret: "s", name: "n" }], deeper: { Authorization: "Bearer x" } },
      "Set-Cookie": ["a=1"],
      "x-functions-key": "f",
    };
    const before = structuredClone(fields);
    expect(written(fields)).toEqual({
      password: REDACTED,
      userId: 7,
      nested: {
        "API-Key": REDACTED,
        list: [{ client_secret: REDACTED, name: "n" }],
        deeper: { Authorization: REDACTED },
      },
      "Set-Cookie": REDACTED,
      "x-functions-key": REDACTED,
    });
    expect(fields).toEqual(before);
  });

  it("are found in the objects of classes too, whose own fields JSON would write", () => {
    class Headers {
      Authorization = "Bearer planted";
      accept = "json";
    }
    class Account {
      toJSON(): object {
        return { kind: "account", secret: "planted" };
      }
    }
    const nulled = Object.assign(Object.create(null), { token: "planted" });
    expect(written({ config: { headers: new Headers() }, account: new Account(), nulled })).toEqual({
      config: { headers: { Authorization: REDACTED, accept: "json" } },
      account: { kind: "account", secret: REDACTED },
      nulled: { token: REDACTED },
    });
  });

  it("are the given names beside the built-in ones", () => {
    const more = createFieldRedactor(["Patient-Name"]);
    expect(more({ patientName: "x", patient_name: "y", password: "z" })).toEqual({
      patientName: REDACTED,
      patient_name: REDACTED,
      password: REDACTED,
    });
  });
});

describe("other fields", () => {
  it("are written as JSON would write them", () => {
    const when = new Date("2026-03-10T05:16:23Z");
    const fields = {
      when,
      url: new URL("https://a.test/b"),
      list: [1, "a", null, true],
      text: "password: x",
      none: undefined,
    };
    expect(written(fields)).toEqual(JSON.parse(JSON.stringify(fields)));
    expect(written({ shared: [when, when] })).toEqual({ shared: [when.toISOString(), when.toISOString()] });
  });

  it("end where they are too deep or lead back to themselves", () => {
    const cycle: Record<string, unknown> = { name: "n" };
    cycle.self = cycle;
    expect(written({ cycle })).toEqual({ cycle: { name: "n", self: REDACTED } });
    let deep: Record<string, unknown> = { password: "planted", end: "planted" };
    for (let level = 0; level < 20; level += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).not.toContain("planted");
  });

  it("may be hostile, and the others are still written", () => {
    const fields = {
      ok: 1,
      hostile: createHostile(),
      get getter(): never {
        throw new Error("no");
      },
      toJson: {
        toJSON: () => {
          throw new Error("no");
        },
      },
    };
    expect(written(fields)).toMatchObject({ ok: 1 });
  });

  it("keep a member named __proto__ a member", () => {
    const fields = JSON.parse('{"a":{"__proto__":{"password":"planted"},"b":1}}') as Record<string, unknown>;
    expect(JSON.stringify(redact(fields))).not.toContain("planted");
    expect(written(fields)).toMatchObject({ a: { b: 1 } });
  });
});

describe("URLs in text", () => {
  it.each([
    ["https://user:pass@host/x", `https://${REDACTED}@host/x`],
    ["at https://u:p@ss@host:4318/v1 now", `at https://${REDACTED}@host:4318/v1 now`],
    ["postgres://token@db", `postgres://${REDACTED}@db`],
    ["https://host/x?sig=abc&y=1#frag", `https://host/x?${REDACTED}#frag`],
    ["two: http://a?k=1 http://b:c@d", `two: http://a?${REDACTED} http://${REDACTED}@d`],
    ["https://host/a@b", "https://host/a@b"],
    ["mail someone@example.test", "mail someone@example.test"],
  ])("%s", (text, expected) => {
    expect(redactUrls(text)).toBe(expected);
  });
});

describe("paths", () => {
  it.each([
    ["/orders/1207", "/orders/1207"],
    ["/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
    ["/a?token=x", "/a"],
    ["/a;jsessionid=x/b", "/a/b"],
    ["/reset/abc", `/reset/${REDACTED}`],
    ["/reset/3f2504e0-4f89-41d3-9a0c-0305e82c3301", `/reset/${REDACTED}`],
    ["/users/jo@example.test/x", `/users/${REDACTED}/x`],
    ["/users/jo%40example.test", `/users/${REDACTED}`],
    ["/k/sk_live_1", `/k/${REDACTED}`],
    ["/k/eyJhbGciOiJIUzI1NiJ9.e30.x", `/k/${REDACTED}`],
    ["/k/SK_LIVE_1", `/k/${REDACTED}`],
    ["/users/JO%40EXAMPLE.TEST", `/users/${REDACTED}`],
    ["/orders/3F2504E0-4F89-41D3-9A0C-0305E82C3301", "/orders/3F2504E0-4F89-41D3-9A0C-0305E82C3301"],
    ["/f/8F14E45FCEEA167A5A36DEDD4BEA2543AB", `/f/${REDACTED}`],
    ["/resets/abc", "/resets/abc"],
    ["/f/8f14e45fceea167a5a36dedd4bea2543ab", `/f/${REDACTED}`],
    ["/blog/how-to-write-10-good-tests-in-2026", "/blog/how-to-write-10-good-tests-in-2026"],
    ["", ""],
  ])("%s", (path, expected) => {
    expect(redactPath(path)).toBe(expected);
  });

  it.each(
    `api-key api-keys apikey apikeys auth confirm invitation invitations invite invites key keys magic otp passwd password
    pwd reset secret secrets session sessions signature token tokens unsubscribe verify`.split(/\s+/),
  )("keep back what follows %s, in whatever case", (parent) => {
    for (const written of [parent, parent.toUpperCase(), `${parent[0]?.toUpperCase()}${parent.slice(1)}`]) {
      expect(redactPath(`/${written}/abc`)).toBe(`/${written}/${REDACTED}`);
    }
    expect(redactPath(`/x${parent}/abc`)).toBe(`/x${parent}/abc`);
  });
});

describe("a stack without its message", () => {
  const frames = (stack: string): string[] => stack.split("\n");

  it.each([
    "plain",
    "a",
    " ",
    "at",
    "two\nlines",
    "(.*)+[a-z]$&",
    "x\n    at planted (secret.js:1:1)\n    at again (b.js:2:2)",
    "",
    "Error",
  ])("keeps all frames and nothing of the message %j", (message) => {
    const error = new Error(message);
    const real = frames(new Error("q").stack ?? "").length - 1;
    const kept = frames(stackWithoutMessage(error.stack ?? "", message));
    expect(kept).toHaveLength(real);
    for (const frame of kept) expect(frame).toMatch(/^ {4}at \S/);
    expect(kept.join("\n")).not.toMatch(/planted|again \(b/);
  });

  it("drops a message that was changed after the stack was made", () => {
    const error = new Error("planted secret\nof two lines");
    error.message = "other";
    expect(stackWithoutMessage(error.stack ?? "", error.message)).not.toMatch(/planted|two lines/);
  });
});
