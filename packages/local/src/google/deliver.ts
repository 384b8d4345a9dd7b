import { request as send } from "node:http";
import type { InvokeResult } from "../types.ts";
import { encodeEvent } from "./cloud-event.ts";

const USER_AGENT = "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)";

interface Answer {
  readonly status: number;
  readonly mark: string | undefined;
  readonly contentType: string;
  readonly text: string;
}

function post(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method: "POST", agent: false, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const mark = answer.headers["x-google-status"];
        resolve({
          status: answer.statusCode ?? 0,
          mark: typeof mark === "string" ? mark : undefined,
          contentType: answer.headers["content-type"] ?? "",
          text: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

function parse(answer: Answer): unknown {
  if (answer.text === "") return undefined;
  if (!/\bjson\b/i.test(answer.contentType)) return answer.text;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    return answer.text;
  }
}

/**
 * Delivers an event to the function behind the front end.
 *
 * @throws TypeError where the event is not one.
 */
export async function deliverEvent(url: string, event: unknown): Promise<InvokeResult> {
  const { headers, body, id } = encodeEvent(event);
  const length = String(body.length);
  let answer: Answer;
  try {
    answer = await post(url, { "user-agent": USER_AGENT, ...headers, "content-length": length }, body);
  } catch (error) {
    return { ok: false, error: { type: "connection", message: String(error) }, invocationId: id };
  }
  if (answer.status >= 200 && answer.status < 300) {
    const result = parse(answer);
    return { ok: true, ...(result === undefined ? {} : { result }), invocationId: id };
  }
  const type = answer.status === 504 ? "timeout" : (answer.mark ?? String(answer.status));
  return { ok: false, error: { type, message: answer.text.trimEnd() }, invocationId: id };
}
