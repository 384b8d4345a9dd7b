// Stands in front of the Collector and hands every byte on, both ways. The Collector does not tell in which encoding a
// request came, nor whom it refused: this does.
import { createServer, request as forward } from "node:http";

/** @returns {Promise<{url: string, exchanges: {path: string, type: string, encoding: string, status: number}[], close(): void}>} */
export function startRelay(targetPort) {
  const exchanges = [];
  const server = createServer((request, response) => {
    const exchange = {
      path: request.url,
      type: request.headers["content-type"] ?? "",
      encoding: request.headers["content-encoding"] ?? "",
      status: 0,
    };
    exchanges.push(exchange);
    const onward = forward(
      { host: "127.0.0.1", port: targetPort, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        exchange.status = answer.statusCode;
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    // A function that is killed while it sends leaves half a request: the Collector must see that, too.
    request.on("error", () => onward.destroy());
    request.on("close", () => request.complete || onward.destroy());
    request.pipe(onward);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        exchanges,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}
