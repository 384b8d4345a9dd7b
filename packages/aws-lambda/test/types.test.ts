import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  Context,
  Handler,
  LambdaFunctionURLHandler,
  SQSBatchItemFailure,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
  StreamifyHandler,
} from "aws-lambda";
import { describe, expect, expectTypeOf, it } from "vitest";
import { instrument } from "../src/index.ts";

interface Order {
  readonly id: string;
}

describe("instrument keeps the type of", () => {
  it("an HTTP API handler", () => {
    const handler: APIGatewayProxyHandlerV2 = async (event) => ({ statusCode: 200, body: event.rawPath });
    expectTypeOf(instrument(handler)).toEqualTypeOf<APIGatewayProxyHandlerV2>();
    const assigned: APIGatewayProxyHandlerV2 = instrument(handler);
    expect(assigned).toBeTypeOf("function");
  });

  it("a Function URL handler", () => {
    const handler: LambdaFunctionURLHandler = async () => "ok";
    expectTypeOf(instrument(handler)).toEqualTypeOf<LambdaFunctionURLHandler>();
  });

  it("an SQS handler, with and without partial failures", () => {
    const handler: SQSHandler = async (event) => {
      const batchItemFailures: SQSBatchItemFailure[] = event.Records.map(({ messageId }) => ({
        itemIdentifier: messageId,
      }));
      return { batchItemFailures };
    };
    expectTypeOf(instrument(handler)).toEqualTypeOf<SQSHandler>();
    const plain = async (event: SQSEvent): Promise<SQSBatchResponse> => ({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const assigned: SQSHandler = instrument(plain);
    expect(assigned).toHaveLength(1);
  });

  it("a handler of one's own types", () => {
    const handler: Handler<Order, number> = async (order) => order.id.length;
    expectTypeOf(instrument(handler)).toEqualTypeOf<Handler<Order, number>>();
    const wrapped = instrument(async (order: Order, context: Context) => `${context.awsRequestId}:${order.id}`);
    expectTypeOf(wrapped).toEqualTypeOf<(order: Order, context: Context) => Promise<string>>();
    expectTypeOf(wrapped).parameter(0).toEqualTypeOf<Order>();
    expectTypeOf(wrapped).returns.resolves.toBeString();
  });

  it("a handler that is written in place, whose parameters need no annotation", () => {
    const wrapped = instrument(async (event, context) => `${event.rawPath} ${context.awsRequestId}`);
    expectTypeOf(wrapped).returns.resolves.toBeString();
    const assigned: APIGatewayProxyHandlerV2 = wrapped;
    expect(assigned).toHaveLength(2);
  });

  it("a streaming handler, one that is written in place too", () => {
    const handler: StreamifyHandler<APIGatewayProxyEventV2, void> = async (_event, stream, _context) => {
      stream.end();
    };
    expectTypeOf(instrument(handler)).toEqualTypeOf<StreamifyHandler<APIGatewayProxyEventV2, void>>();
    const written: StreamifyHandler = instrument(async (event, stream: awslambda.HttpResponseStream, _context) => {
      stream.end(event.rawPath);
    });
    expect(written).toHaveLength(3);
  });

  it("a handler, and refuses what is none and what a handler cannot take", () => {
    // @ts-expect-error an object is no handler
    expect(() => instrument({})).toThrow(TypeError);
    const wrapped = instrument(async (event: APIGatewayProxyEventV2) => event.rawPath);
    // @ts-expect-error an order is no HTTP API event
    const refused: Handler<Order, string> = wrapped;
    expect(refused).toBe(wrapped);
  });
});
