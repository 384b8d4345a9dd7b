import { describe, expect, test } from "vitest";
import { formatCostModel, InputError, parseCostModel } from "../../src/index.ts";

describe("a billing model", () => {
  test.each([
    ["aws-x86:512", { kind: "aws-x86", memory: 512, tmp: 512 }],
    ["aws-arm:1769:2048", { kind: "aws-arm", memory: 1769, tmp: 2048 }],
    ["gcp:512", { kind: "gcp", memory: 512, vcpu: 0.333 }],
    ["gcp:8192", { kind: "gcp", memory: 8192, vcpu: 2 }],
    ["gcp:512:1", { kind: "gcp", memory: 512, vcpu: 1 }],
    ["gcp:300:0.2", { kind: "gcp", memory: 300, vcpu: 0.2 }],
    ["azure-consumption:160", { kind: "azure-consumption", memory: 160 }],
    ["azure-flex:2048", { kind: "azure-flex", memory: 2048 }],
  ])("is read from %s", (spec, model) => {
    expect(parseCostModel(spec)).toEqual(model);
    expect(parseCostModel(formatCostModel(parseCostModel(spec)))).toEqual(model);
  });

  test.each([
    ["aws:512", /"aws:512" is no billing model; possible are aws-x86:MEMORY, aws-arm:MEMORY .*azure-flex:MEMORY/],
    ["", /is no billing model/],
    ["aws-x86", /memory is missing; it has to be a whole number of MiB from 128 to 10240/],
    ["aws-x86:64", /memory is "64"; it has to be .* from 128 to 10240/],
    ["aws-x86:512.5", /memory is "512.5"/],
    ["aws-x86:0x200", /memory is "0x200"/],
    ["aws-arm:512:100", /size of \/tmp is "100"; it has to be .* from 512 to 10240/],
    ["aws-arm:512:1024:1", /too many parts/],
    ["gcp:300", /known of 128, 256, 512, .* 32768 only; write it behind: gcp:300:1/],
    ["gcp:512:3", /vCPU is "3"; it has to be from 0.08 to 1, or 2, 4, 6 or 8/],
    ["gcp:512:", /vCPU is ""/],
    ["azure-flex:1024", /instances have 512, 2048, 4096 MiB, not "1024"/],
    ["azure-flex:512:1", /too many parts/],
    ["azure-consumption:2048", /memory in use is "2048"; it has to be .* from 1 to 1536/],
  ])("that is written %s is refused, and what is possible is said", (spec, message) => {
    expect(() => parseCostModel(spec)).toThrow(message);
    expect(() => parseCostModel(spec)).toThrow(InputError);
  });
});
