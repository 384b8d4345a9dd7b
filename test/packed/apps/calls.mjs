// A function that calls others by both of Node's clients.
import http from "node:http";
import { instrument } from "@isobar/aws-lambda";

const [, , calledUrl] = process.argv;
const get = (url) =>
  new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      })
      .on("error", reject);
  });

export const createHandler = (options = {}) =>
  instrument(
    async () => {
      const fetched = await fetch(`${calledUrl}/by-fetch?key=secret`);
      await fetched.text();
      return [fetched.status, await get(`${calledUrl}/by-http?key=secret`)];
    },
    { propagateTo: [calledUrl], ...options },
  );
