import { request } from "node:http";

/** What a caller can tell an answer by. */
export interface WatchedAnswer {
  readonly status: number | undefined;
  /** Without those that differ from one call to the next, whoever answers. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Byte by byte. */
  readonly body: string;
  /** False where the connection broke off within the answer. */
  readonly complete: boolean;
}

const OF_THE_CALL = new Set(["date", "function-execution-id", "x-amzn-requestid", "x-amzn-trace-id"]);

/** Sends a request on a connection of its own, and hands over the first part of the body as soon as it has come. */
export function callAndWatch(
  url: string,
  {
    method = "GET",
    headers = {},
    body = "",
    onFirst = () => {},
  }: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly onFirst?: (text: string) => void;
  } = {},
): Promise<WatchedAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      const settle = (complete: boolean): void => {
        const kept = Object.entries(response.headers).filter(([name]) => !OF_THE_CALL.has(name));
        resolve({ status: response.statusCode, headers: Object.fromEntries(kept), body: text, complete });
      };
      response.on("data", (chunk: Buffer) => {
        const isFirst = text === "";
        text += chunk.toString("latin1");
        if (isFirst) onFirst(text);
      });
      response.once("end", () => settle(true));
      response.once("error", () => settle(false));
    });
    call.once("error", reject);
    call.end(body);
  });
}
