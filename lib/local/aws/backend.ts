import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { Service } from "./service.ts";

/** A call whose caller and operation are known. */
export interface AwsRequest {
  /** The service in the signature's scope: `sqs`, `dynamodb`, `secretsmanager`, `events` or `sns`. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  body: string;
  /** Aborted when the caller disconnects. */
  signal: AbortSignal;
}

export interface AwsAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers the calls of a service. Rejects with an `AwsError` when it refuses a call. */
export type Backend = (request: AwsRequest) => Promise<AwsAnswer>;

/** Creates the backend of a service in this process. */
export function localBackend(service: Service): Backend {
  return async function answer(request) {
    const run = Object.hasOwn(service, request.operation) ? service[request.operation] : undefined;
    if (!run) throw new AwsError("UnknownOperationException", `${request.operation} does not exist locally`);
    const output = await run(request.input, request.signal, request.headers);
    return { status: 200, headers: {}, body: JSON.stringify(output ?? {}) };
  };
}

/** The target prefix and the protocol version that clients of a service send in their headers. */
interface Protocol {
  target: string;
  json: "1.0" | "1.1";
}

const PROTOCOLS: Record<string, Protocol> = {
  dynamodb: { target: "DynamoDB_20120810", json: "1.0" },
  sqs: { target: "AmazonSQS", json: "1.0" },
};

/**
 * Creates a function that calls operations of a backend from this process: without HTTP, without a signature, and
 * without any permission check. For calls that need permissions, pass a backend that checks them.
 */
export function callerOf(service: string, region: string, backend: Backend) {
  return async function call(
    operation: string,
    input: Record<string, unknown>,
    signal = new AbortController().signal,
  ): Promise<Record<string, unknown>> {
    const protocol = PROTOCOLS[service] ?? { target: service, json: "1.1" };
    const body = JSON.stringify(input);
    const headers = {
      "content-type": `application/x-amz-json-${protocol.json}`,
      "x-amz-target": `${protocol.target}.${operation}`,
      "x-amz-date": "20200101T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=operator/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    };
    const answer = await backend({ service, operation, input, headers, body, signal });
    const output = JSON.parse(answer.body || "{}");
    if (answer.status < 400) return output;
    throw new AwsError(String(output.__type).replace(/^.*#/, ""), output.message ?? output.Message, answer.status);
  };
}

export type AwsCaller = ReturnType<typeof callerOf>;
