const CONTENT_TYPES = { "http/protobuf": "application/x-protobuf", "http/json": "application/json" };
const PATHS = ["/v1/traces", "/v1/metrics", "/v1/logs"];

/** Whether all exports went over the wire as they were asked to, and whether the Collector took them all. */
export function checkWire(exchanges, protocol, compression) {
  const type = CONTENT_TYPES[protocol];
  const encoding = compression === "none" ? "" : compression;
  const count = (isWrong) => exchanges.filter(isWrong).length;
  const wrongType = count((exchange) => exchange.type !== type);
  const wrongEncoding = count((exchange) => exchange.encoding !== encoding);
  // Without a status it is the function that went away, at its time limit or its end: what that cost, the contents show.
  const refused = count((exchange) => exchange.status !== 200 && exchange.status !== 0);
  return [
    ...PATHS.filter((path) => !exchanges.some((exchange) => exchange.path === path)).map(
      (path) => `nothing came to ${path}`,
    ),
    ...(wrongType > 0 ? [`${wrongType} of ${exchanges.length} exports were not ${type}`] : []),
    ...(wrongEncoding > 0
      ? [`${wrongEncoding} of ${exchanges.length} exports had not the encoding "${encoding}"`]
      : []),
    ...(refused > 0 ? [`${refused} of ${exchanges.length} exports were not answered with 200`] : []),
  ];
}
