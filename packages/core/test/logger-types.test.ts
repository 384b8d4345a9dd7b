import type { BaseLogger, Logger as PinoLogger } from "pino";
import { describe, expectTypeOf, it } from "vitest";
import type { Logger } from "../src/index.ts";

describe("the logger's type", () => {
  it("is one that pino's loggers have, and that takes the place of one", () => {
    expectTypeOf<PinoLogger>().toExtend<Logger>();
    expectTypeOf<Logger>().toExtend<Omit<BaseLogger, "level" | "msgPrefix">>();
  });

  it("takes what pino takes", () => {
    const use = (log: Logger, error: unknown): void => {
      log.info("ready");
      log.info({ orderId: 7 }, "order %d of %s", 7, "today");
      log.error(error);
      log.error({ err: error }, "failed");
      log.child({ part: "stock" }, { redact: ["card"], level: "debug" }).debug("%o", {});
      if (log.isLevelEnabled("trace")) log.trace([1, 2]);
      // @ts-expect-error: fields are not a message's second place
      log.info({ orderId: 7 }, { message: "no" });
    };
    expectTypeOf(use).toBeFunction();
  });
});
