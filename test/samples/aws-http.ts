import { header, httpRow, plainRow, requestCarrier } from "./aws-rules.ts";
import { at, type Expected, first, from, literal, type Row, text, when } from "./expect.ts";

const isTemplate = (route: string): string | undefined => (route.startsWith("/") ? route : undefined);
const https = literal("https", "triggers 1.6");
const forwarded = header("x-forwarded-proto");
const host = header("host");
const requestId = text("requestContext", "requestId");

const edge = ["Records", 0, "cf"] as const;
const edgeHeader = (name: string): Expected<string> => text(...edge, "request", "headers", name, 0, "value");
const hasEdgeRequest = (sample: unknown): boolean => typeof at(...edge, "request")(sample) === "object";

const proxy = (files: string, type: string): Row =>
  httpRow({
    files,
    type,
    method: text("httpMethod"),
    route: from(text("resource"), isTemplate),
    path: text("path"),
    scheme: first(forwarded, https),
    host: first(text("requestContext", "domainName"), host),
    protocol: text("requestContext", "protocol"),
    userAgent: first(text("requestContext", "identity", "userAgent"), header("user-agent")),
    attributes: { "aws.request_id": requestId },
  });

const httpApi = (files: string, type: string): Row =>
  httpRow({
    files,
    type,
    method: text("requestContext", "http", "method"),
    route: from(text("routeKey"), (key) => isTemplate(key.split(" ")[1] ?? "")),
    path: text("rawPath"),
    scheme: first(forwarded, https),
    host: first(text("requestContext", "domainName"), host),
    protocol: text("requestContext", "http", "protocol"),
    userAgent: first(text("requestContext", "http", "userAgent"), header("user-agent")),
    attributes: { "aws.request_id": requestId },
  });

const lattice = (files: string, path: Expected<string>): Row =>
  httpRow({
    files,
    type: "aws.vpc_lattice",
    method: text("method"),
    path,
    scheme: first(forwarded, https),
    host,
    userAgent: first(header("user-agent"), header("user_agent")),
  });

/** triggers.md 1.6, and what looks like its requests. */
export const httpRows: readonly Row[] = [
  proxy("apigw-rest-v1", "aws.api_gateway.rest"),
  proxy("apigw-rest-openapi", "aws.api_gateway.rest"),
  // `version: "1.0"` is an HTTP API's payload format 1.0 (triggers.md 1.5, 6).
  proxy("apigw-rest-v1.powertools-py", "aws.api_gateway.http_v1"),
  // A mapping template's own shape (triggers.md 1.6, below the table).
  plainRow("apigw-rest-v1-nonproxy", "other", "aws.lambda.invoke"),
  httpApi("apigw-http-v2", "aws.api_gateway.http"),
  httpApi("function-url", "aws.lambda.function_url"),
  httpRow({
    files: "alb",
    type: "aws.elb",
    method: text("httpMethod"),
    path: text("path"),
    scheme: forwarded,
    host,
    userAgent: header("user-agent"),
  }),
  httpRow({
    files: "apigw-websocket",
    type: "aws.api_gateway.websocket",
    method: when((sample) => at("requestContext", "eventType")(sample) === "CONNECT", literal("GET", "triggers 1.6")),
    name: text("requestContext", "routeKey"),
    scheme: https,
    host: text("requestContext", "domainName"),
    userAgent: first(text("requestContext", "identity", "userAgent"), header("user-agent")),
    attributes: {
      "aws.request_id": requestId,
      "isobar.event.id": text("requestContext", "connectionId"),
      "isobar.event.type": text("requestContext", "eventType"),
    },
  }),
  lattice(
    "vpc-lattice-v1",
    from(text("raw_path"), (path) => path.split("?")[0]),
  ),
  lattice("vpc-lattice-v2", text("path")),
  httpRow({
    files: "cloudfront",
    type: "aws.cloudfront",
    method: text(...edge, "request", "method"),
    // Without a request, there is no method: `HTTP` by the rule for names.
    name: first(text(...edge, "request", "method"), literal("HTTP", "triggers 0.3")),
    path: text(...edge, "request", "uri"),
    scheme: when(hasEdgeRequest, first(edgeHeader("cloudfront-forwarded-proto"), https)),
    host: first(edgeHeader("host"), text(...edge, "config", "distributionDomainName")),
    userAgent: edgeHeader("user-agent"),
    attributes: {
      "aws.request_id": text(...edge, "config", "requestId"),
      "isobar.event.type": text(...edge, "config", "eventType"),
    },
    carrier: { traceparent: edgeHeader("traceparent"), "x-amzn-trace-id": edgeHeader("x-amzn-trace-id") },
  }),
  plainRow(
    "apigw-authorizer",
    "other",
    "aws.api_gateway.authorizer",
    { "isobar.event.type": text("type"), "aws.request_id": requestId },
    requestCarrier(),
  ),
  plainRow(
    "appsync-authorizer",
    "other",
    "aws.appsync.authorizer",
    { "aws.request_id": requestId },
    requestCarrier(["requestHeaders"]),
  ),
  plainRow(
    "s3-object-lambda",
    "other",
    "aws.s3.object_lambda",
    { "aws.request_id": text("xAmzRequestId") },
    requestCarrier(["userRequest", "headers"]),
  ),
  plainRow("lambda-destination", "other", "aws.lambda.destination", {
    "isobar.event.id": requestId,
    "isobar.event.source": text("requestContext", "functionArn"),
    "isobar.event.type": text("requestContext", "condition"),
    "isobar.aws.destination.invoke_count": at("requestContext", "approximateInvokeCount"),
  }),
];
