import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { AwsAnswer, AwsRequest, Backend } from "./backend.ts";
import { isQuery, queryAnswer, queryError, readQuery } from "./query-protocol.ts";

/** Throws an `AwsError` when the caller may not make this call. */
export type Authorize = (accessKeyId: string, request: AwsRequest) => void;

/** Creates a backend that checks an access key's permissions before each call. */
export const authorizing =
  (backend: Backend, authorize: Authorize, accessKeyId: string): Backend =>
  async (request) => {
    authorize(accessKeyId, request);
    return backend(request);
  };

/** A request of a client of the AWS JSON or query protocols. */
export interface AwsCall {
  headers: IncomingHttpHeaders;
  body: string;
  /** Aborted when the caller disconnects. */
  signal: AbortSignal;
}

/** Answers calls. Never rejects: a call that fails gets an error answer. */
export type AnswerCall = (call: AwsCall) => Promise<AwsAnswer>;

/**
 * Creates the function that answers all AWS clients. It reads the caller and the service from the signature's scope, and
 * checks the caller's permissions.
 *
 * @param backends by the service's name in the signature's scope
 */
export function callAnswers(backends: Record<string, Backend>, authorize: Authorize): AnswerCall {
  async function answer({ headers, body, signal }: AwsCall, read: () => Operation): Promise<AwsAnswer> {
    const { accessKeyId, service } = callerOf(headers);
    const backend = Object.hasOwn(backends, service) ? backends[service] : undefined;
    if (!backend) throw new AwsError("UnknownService", `${service} does not exist locally`);
    const call: AwsRequest = { service, ...read(), headers, body, signal };
    authorize(accessKeyId, call);
    return backend(call);
  }

  async function answerJson(call: AwsCall): Promise<AwsAnswer> {
    const { headers, body } = call;
    const found = answer(call, () => ({ operation: operationOf(headers), input: parse(body) })).catch(errorAnswer);
    return withHeaders(await found, headers["content-type"] ?? "application/x-amz-json-1.1", randomUUID());
  }

  async function answerQuery(call: AwsCall): Promise<AwsAnswer> {
    const requestId = randomUUID();
    try {
      const query = readQuery(call.body);
      const found = queryAnswer(query.operation, await answer(call, () => query), requestId);
      return withHeaders(found, "text/xml", requestId);
    } catch (error) {
      return withHeaders(queryError(errorAnswer(error), requestId), "text/xml", requestId);
    }
  }

  return (call) => (isQuery(call.headers) ? answerQuery(call) : answerJson(call));
}

type Operation = Pick<AwsRequest, "operation" | "input">;

const withHeaders = ({ status, headers, body }: AwsAnswer, contentType: string, requestId: string): AwsAnswer => ({
  status,
  headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...headers },
  body,
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
function callerOf(headers: IncomingHttpHeaders): { accessKeyId: string; service: string } {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "");
  const [, accessKeyId, service] = scope ?? [];
  if (accessKeyId && service) return { accessKeyId, service };
  throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
}

function operationOf(headers: IncomingHttpHeaders): string {
  const operation = String(headers["x-amz-target"] ?? "")
    .split(".")
    .pop();
  if (operation) return operation;
  throw new AwsError("UnknownOperationException", "The twin only supports the AWS JSON and query protocols");
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = body === "" ? {} : JSON.parse(body);
    if (typeof input === "object" && input !== null) return input as Record<string, unknown>;
  } catch {
    // Refused below, like everything else that is not a JSON object.
  }
  throw new AwsError("SerializationException", "The request is not a JSON object");
}

/** An `AwsError` keeps its type and status. Any other error is an `InternalFailure` with status 500. */
export function errorAnswer(error: unknown): AwsAnswer {
  const known = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
  return {
    status: known.status,
    headers: known.queryCode ? { "x-amzn-query-error": `${known.queryCode};Sender` } : {},
    body: JSON.stringify({ __type: known.type, message: known.message }),
  };
}
