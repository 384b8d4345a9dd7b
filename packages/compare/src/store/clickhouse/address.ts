import { InputError } from "../../input-error.ts";

/** Where a server is, and who asks. */
export interface ClickHouseAddress {
  /** http or https, without credentials. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** As it may be printed. */
  readonly name: string;
}

/**
 * Reads `clickhouse://user:password@host:8123/database`; `clickhouses://` is over TLS. The password may stand in
 * `CLICKHOUSE_PASSWORD` instead, where other users of the machine do not see it in the list of processes.
 * @throws InputError, without the credentials
 */
export function parseClickHouseAddress(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
): ClickHouseAddress {
  const example = "write clickhouse://user:password@host:8123/database";
  if (!URL.canParse(address)) throw new InputError(`the address of the ClickHouse server is not one: ${example}`);
  const { protocol, username, password, host, port, hostname, pathname, search } = new URL(address);
  if (hostname === "") throw new InputError(`the address of the ClickHouse server has no host: ${example}`);
  if (search !== "")
    throw new InputError(`the address of the ClickHouse server has options, which are not read: ${example}`);
  const isSecure = protocol === "clickhouses:";
  const at = port === "" ? `${hostname}:${isSecure ? 8443 : 8123}` : host;
  const database = decodeURIComponent(pathname.slice(1)) || "default";
  return {
    url: `${isSecure ? "https" : "http"}://${at}`,
    username: decodeURIComponent(username) || "default",
    password: decodeURIComponent(password) || (env.CLICKHOUSE_PASSWORD ?? ""),
    database,
    name: `${protocol}//${at}/${database}`,
  };
}
