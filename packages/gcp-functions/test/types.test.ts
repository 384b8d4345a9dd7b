import * as functions from "@google-cloud/functions-framework";
import type { Express } from "express";
import { expectTypeOf, test } from "vitest";
import { instrument } from "../src/index.ts";

test("the framework's handler types survive, and what is wrapped can be registered", () => {
  const http: functions.HttpFunction = (req, res) => void res.send(req.path);
  expectTypeOf(instrument(http)).toEqualTypeOf<functions.HttpFunction>();
  functions.http("typed-http", instrument(http));

  const event: functions.CloudEventFunction<{ orderId: string }> = async (cloudEvent) => cloudEvent.data?.orderId;
  expectTypeOf(instrument(event)).toEqualTypeOf<functions.CloudEventFunction<{ orderId: string }>>();
  functions.cloudEvent("typed-event", instrument(event));

  const own = async (req: functions.Request, res: functions.Response) => res.send(req.rawBody).statusCode;
  expectTypeOf(instrument(own)).toEqualTypeOf<typeof own>();
  expectTypeOf<Parameters<typeof instrument<Express>>[0]>().toEqualTypeOf<Express>();
});

test("a handler without annotations has usable parameters", () => {
  functions.http(
    "inferred",
    instrument((req, res) => res.send(req.path)),
  );
});
