import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import type { Attachment } from "../surroundings.ts";
import { leadTo, type ProxiedConnection } from "./connection.ts";
import { type BreakKind, type EgressOptions, readRoutes } from "./options.ts";

/** The way out of a platform's instances. */
export interface Egress {
  /** Opens the way out of one more instance; undefined where nothing leads through a proxy. */
  open(): Promise<Attachment | undefined>;
  /**
   * Breaks every connection that is open now.
   *
   * @returns How many there were.
   * @throws Error without the option `egress`.
   */
  breakConnections(how: BreakKind): number;
}

const DEFAULT_PORT = 80;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

/**
 * Prepares the way out: each instance gets a port of loopback for each backend, which leads there.
 *
 * @throws Error where a URL is none of plain HTTP.
 */
export function createEgress(options: EgressOptions | undefined, env?: Readonly<Record<string, string>>): Egress {
  const routes = options === undefined ? [] : readRoutes(options, env);
  const atThaw = options?.atThaw ?? "keep";
  const all = new Set<Set<ProxiedConnection>>();

  const breakAll = (connections: Set<ProxiedConnection>, how: BreakKind): number =>
    [...connections].filter((connection) => connection.break(how)).length;

  return {
    async open() {
      if (routes.length === 0) return undefined;
      const connections = new Set<ProxiedConnection>();
      const ports = new Map<string, number>();
      const servers: Server[] = [];
      const rewritten: Record<string, string> = {};
      for (const { variable, url } of routes) {
        const target = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || DEFAULT_PORT) };
        let port = ports.get(url.host);
        if (port === undefined) {
          const server = createServer({ allowHalfOpen: true }, (client) => {
            const connection = leadTo(target, client, () => connections.delete(connection));
            connections.add(connection);
          });
          servers.push(server);
          port = await listen(server);
          ports.set(url.host, port);
        }
        const own = new URL(url);
        own.hostname = "127.0.0.1";
        own.port = String(port);
        rewritten[variable] = own.href;
      }
      all.add(connections);
      return {
        env: rewritten,
        thaw() {
          if (atThaw !== "keep") breakAll(connections, atThaw);
        },
        close() {
          all.delete(connections);
          for (const server of servers) server.close();
          for (const connection of connections) connection.drop();
        },
      };
    },
    breakConnections(how) {
      if (options === undefined) throw new Error("breakConnections needs the option egress");
      let broken = 0;
      for (const connections of all) broken += breakAll(connections, how);
      return broken;
    },
  };
}
