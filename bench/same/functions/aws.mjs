import { instrument } from "@isobar/aws-lambda";
import { work } from "./work.mjs";

export const http = instrument(async () => ({ statusCode: 200, body: await work() }));
