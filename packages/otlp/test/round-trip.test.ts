import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeJson,
  decodeProtobuf,
  encodeJson,
  encodeProtobuf,
  OtlpDecodeError,
  type Signal,
  type SignalItems,
} from "../src/index.ts";
import { logRecords, metrics, spans } from "./arbitraries.ts";

const signals = ["traces", "logs", "metrics"] as const;
const arbitraries: { [S in Signal]: fc.Arbitrary<SignalItems[S][]> } = { traces: spans, logs: logRecords, metrics };

/** The same with ordinary prototypes: some records of fast-check have none, and prototypes are compared too. */
const plain = <T>(value: T): T => structuredClone(value);

describe.each(signals)("any telemetry of %s", (signal) => {
  const items = arbitraries[signal] as fc.Arbitrary<SignalItems[Signal][]>;

  it("survives JSON", () => {
    fc.assert(
      fc.property(items, (telemetry) => {
        deepStrictEqual(decodeJson(signal, encodeJson(signal, telemetry)), plain(telemetry));
      }),
    );
  });

  it("survives protobuf", () => {
    fc.assert(
      fc.property(items, (telemetry) => {
        deepStrictEqual(decodeProtobuf(signal, encodeProtobuf(signal, telemetry)), plain(telemetry));
      }),
    );
  });

  it("is refused with a decode error, or read, when a byte of it is changed or missing", () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.nat(255), fc.boolean(), (telemetry, position, byte, cut) => {
        for (const bytes of [encodeProtobuf(signal, telemetry), Buffer.from(encodeJson(signal, telemetry))]) {
          const damaged = new Uint8Array(bytes);
          const at = position % (damaged.length + 1);
          if (at < damaged.length) damaged[at] = byte;
          const decode = bytes instanceof Buffer ? decodeJson : decodeProtobuf;
          expectDecodeErrorAtMost(() => decode(signal, cut ? damaged.subarray(0, at) : damaged));
        }
      }),
    );
  });

  it("is never confused with arbitrary bytes or text", () => {
    const input = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.json());
    fc.assert(
      fc.property(input, (body) => {
        if (typeof body !== "string") expectDecodeErrorAtMost(() => decodeProtobuf(signal, body));
        expectDecodeErrorAtMost(() => decodeJson(signal, body));
      }),
      { numRuns: 1000 },
    );
  });
});

function expectDecodeErrorAtMost(decode: () => unknown): void {
  try {
    expect(Array.isArray(decode())).toBe(true);
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpDecodeError);
  }
}
