import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import type { FunctionName } from "../../../lib/infra/bundle.ts";
import { invoiceOf, invoiceTaskOf } from "./events.ts";
import { PRODUCER } from "./tenant.ts";

export type DeliverHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<{ statusCode: number; body: string }>;

/** Imports a bundle's handler. */
export async function handlerIn<H>(bundles: string, name: FunctionName): Promise<H> {
  const { handler } = await import(pathToFileURL(join(bundles, name, "index.mjs")).href);
  return handler;
}

/** The context of an invocation that has five minutes left. */
export const lambdaContextOf = (functionName: string): Context => ({
  awsRequestId: randomUUID(),
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
  memoryLimitInMB: "256",
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: "bench",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 330_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

/**
 * A batch of ten first-time deliveries.
 *
 * @param subscriptions the number of subscriptions that the deliveries are spread over
 */
export function deliveryBatch(dataBytes: number, subscriptions: number): SQSEvent {
  const data = invoiceOf(dataBytes);
  return {
    Records: Array.from({ length: 10 }, (_, n) => recordOf(encodeTask(invoiceTaskOf(data, n % subscriptions)))),
  };
}

const recordOf = (body: string): SQSRecord => ({
  messageId: randomUUID(),
  receiptHandle: randomUUID().repeat(4),
  body,
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: String(Date.now()),
    SenderId: "AROAEXAMPLE:ingest",
    ApproximateFirstReceiveTimestamp: String(Date.now()),
    MessageGroupId: PRODUCER.tenant.id,
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:deliveries",
  awsRegion: "us-east-1",
});

/** `POST /api/v1/events`, as the HTTP API passes it to the function. */
export const eventsRequest = (body: string): APIGatewayProxyEventV2 => ({
  version: "2.0",
  routeKey: "POST /api/v1/events",
  rawPath: "/api/v1/events",
  rawQueryString: "",
  headers: { authorization: `Bearer ${PRODUCER.token}`, "content-type": "application/json" },
  requestContext: {
    accountId: "000000000000",
    apiId: "bench",
    domainName: "bench",
    domainPrefix: "bench",
    http: { method: "POST", path: "/api/v1/events", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
    requestId: randomUUID(),
    routeKey: "POST /api/v1/events",
    stage: "$default",
    time: "31/Jan/2026:12:00:00 +0000",
    timeEpoch: Date.now(),
  },
  body,
  isBase64Encoded: false,
});
