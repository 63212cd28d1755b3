import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "./aws-error.ts";
import type { AwsAnswer, AwsRequest, Backend } from "./backend.ts";
import { CannotStart } from "./cannot-start.ts";

/** Throws an `AwsError` when the caller may not make this call. */
export type Authorize = (accessKeyId: string, request: AwsRequest) => void;

/** Creates a backend that checks an access key's permissions before each call. */
export const authorizing =
  (backend: Backend, authorize: Authorize, accessKeyId: string): Backend =>
  async (request) => {
    authorize(accessKeyId, request);
    return backend(request);
  };

export interface FrontDoor {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** Closes at once, and cuts off the calls in progress. */
  stop(): Promise<void>;
}

/**
 * Opens the HTTP server that all AWS clients call. It speaks the AWS JSON protocols, and reads the service from the
 * signature's scope. Rejects with `CannotStart` when the port cannot be used.
 *
 * @param backends by the service's name in the signature's scope
 * @param port 0 picks a free one
 */
export async function openFrontDoor(
  backends: Record<string, Backend>,
  authorize: Authorize,
  port = 0,
): Promise<FrontDoor> {
  const server = createServer((request, response) => {
    answer(request, response, backends, authorize).catch((error) => send(response, request, errorAnswer(error)));
  });
  // Longer than any client keeps an idle connection. Otherwise the server could close it while a request is on its way.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(new CannotStart(listenFailure(cause, port))));
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${actual}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listenFailure = ({ code, message }: NodeJS.ErrnoException, port: number): string =>
  code === "EADDRINUSE" ? `another program uses port ${port}` : `cannot listen on port ${port}: ${message}`;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  backends: Record<string, Backend>,
  authorize: Authorize,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    // Creating the signal's error takes long, so only a caller that is gone gets one.
    if (!response.writableFinished) gone.abort();
  });
  const { accessKeyId, service } = callerOf(request);
  const backend = Object.hasOwn(backends, service) ? backends[service] : undefined;
  if (!backend) throw new AwsError("UnknownService", `${service} does not exist locally`);
  const body = await readBody(request);
  const call: AwsRequest = {
    service,
    operation: operationOf(request),
    input: parse(body),
    headers: request.headers,
    body,
    signal: gone.signal,
  };
  authorize(accessKeyId, call);
  send(response, request, await backend(call));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
function callerOf(request: IncomingMessage): { accessKeyId: string; service: string } {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? "");
  const [, accessKeyId, service] = scope ?? [];
  if (accessKeyId && service) return { accessKeyId, service };
  throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
}

function operationOf(request: IncomingMessage): string {
  const operation = String(request.headers["x-amz-target"] ?? "")
    .split(".")
    .pop();
  if (operation) return operation;
  throw new AwsError("UnknownOperationException", "The twin only supports the AWS JSON protocols");
}

/** The largest request that the services accept is a BatchWriteItem of 16 MB. */
const LARGEST_BODY = 17 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new AwsError("RequestEntityTooLarge", "Request body is too large", 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (typeof input === "object" && input !== null) return input as Record<string, unknown>;
  } catch {
    // Refused below, like everything else that is not a JSON object.
  }
  throw new AwsError("SerializationException", "The request is not a JSON object");
}

function errorAnswer(error: unknown): AwsAnswer {
  const known = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
  return {
    status: known.status,
    headers: known.queryCode ? { "x-amzn-query-error": `${known.queryCode};Sender` } : {},
    body: JSON.stringify({ __type: known.type, message: known.message }),
  };
}

function send(response: ServerResponse, request: IncomingMessage, { status, headers, body }: AwsAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    "content-type": request.headers["content-type"] ?? "application/x-amz-json-1.1",
    "x-amzn-requestid": randomUUID(),
    ...headers,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
