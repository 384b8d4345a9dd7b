import { observe, say } from "../otel-by-hand.mjs";

export const handler = async (request, response) => {
  const { method, path, headers } = request;
  const body = await observe({ id: headers["function-execution-id"], method, path, headers }, async () => {
    say({ path }, "order requested");
    return path;
  });
  response.send(body);
};
