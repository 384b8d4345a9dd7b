import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { env } from "node:process";

/** What of chDB is used: ClickHouse's engine in this process. */
interface Session {
  query(sql: string, format?: string): string;
  close(): void;
}

/** ClickHouse's engine behind the part of its HTTP interface that the client needs. */
export interface ClickHouseServer {
  /** `clickhouse://user:password@127.0.0.1:port` */
  readonly address: string;
  /** Runs a statement, past the HTTP interface. */
  run(sql: string): void;
  /** What the client has sent, in order. */
  readonly queries: readonly string[];
  stop(): Promise<void>;
}

export const USER = "reader";
export const PASSWORD = "pa:ss@w/ord";

/** chDB is 540 MB: `.ci/chdb.sh` installs it beside the repository, and ISOBAR_CHDB is that folder. */
export async function startClickHouse(): Promise<ClickHouseServer> {
  const folder = env.ISOBAR_CHDB ?? "";
  const { Session } = createRequire(join(folder, "package.json"))("chdb") as { Session: new () => Session };
  const session = new Session();
  const queries: string[] = [];

  const server = createServer(async (request, response) => {
    const fail = (status: number, code: number, text: string) => {
      response.writeHead(status, { "x-clickhouse-exception-code": String(code) });
      response.end(text);
    };
    const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
    if (request.headers.authorization !== expected) {
      const text = `${USER}: Authentication failed: password is incorrect, or there is no user with such name.`;
      return fail(403, 516, `Code: 516. DB::Exception: ${text} (AUTHENTICATION_FAILED) (version 26.7.2.1)`);
    }
    const url = new URL(request.url ?? "/", "http://localhost");
    const sql = (url.searchParams.get("query") ?? "") + (await bodyOf(request));
    queries.push(sql);
    try {
      session.query(`USE ${url.searchParams.get("database") ?? "default"}`);
      response.end(session.query(sql));
    } catch (error) {
      const message = (error as Error).message;
      fail(500, Number(/Code: (\d+)/.exec(message)?.[1] ?? 1), message);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `clickhouse://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    run: (sql) => void session.query(sql),
    queries,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      session.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
