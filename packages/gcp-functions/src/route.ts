import { currentInvocation, setRoute } from "@isobar/core";
import { readString } from "@isobar/core/describe";
import { ATTR_HTTP_ROUTE } from "@isobar/core/semconv";
import type { HttpRequest } from "./types.ts";

/** Segments that are words or versions (`api`, `order-items`, `v2`), not values of parameters. */
const WORDS = /^(?:\/(?:[A-Za-z][A-Za-z_-]{0,31}|v\d{1,3}))*\/?$/;

/**
 * The route that the function's own Express router matched. The mount path of a router is known only as it was
 * requested, values of parameters included: where it does not look like plain words, there is no route.
 *
 * @param framework - `request.route` before the handler ran: the framework's own, which takes all paths
 */
export function readRoute(request: HttpRequest, framework: unknown): string | undefined {
  const { route } = request;
  const path = route === framework ? undefined : readString(route?.path);
  const mount = readString(request.baseUrl) ?? "";
  if (path === undefined || !WORDS.test(mount)) return undefined;
  return path === "/" && mount !== "" ? mount : `${mount}${path}`;
}

/** Names the current invocation's route, unless `setRoute()` has done so. */
export function setRouteOnce(route: string): void {
  const span = currentInvocation()?.span as { attributes?: Record<string, unknown> } | undefined;
  if (span?.attributes?.[ATTR_HTTP_ROUTE] === undefined) setRoute(route);
}
