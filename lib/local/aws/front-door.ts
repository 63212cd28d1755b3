import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AnswerCall, errorAnswer } from "./aws-calls.ts";
import { AwsError } from "./aws-error.ts";
import type { AwsAnswer } from "./backend.ts";
import { CannotStart } from "./cannot-start.ts";

export interface FrontDoor {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** Closes at once, and cuts off the calls in progress. */
  stop(): Promise<void>;
}

/**
 * Opens an HTTP server that answers AWS clients. Rejects with `CannotStart` when the port cannot be used.
 *
 * @param port 0 picks a free one
 */
export async function openFrontDoor(answerCall: AnswerCall, port = 0): Promise<FrontDoor> {
  const server = createServer((request, response) => {
    answer(request, response, answerCall).catch((error) => send(response, errorAnswer(error)));
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

async function answer(request: IncomingMessage, response: ServerResponse, answerCall: AnswerCall): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    // Creating the signal's error takes long, so only a caller that is gone gets one.
    if (!response.writableFinished) gone.abort();
  });
  const body = await readBody(request);
  send(response, await answerCall({ headers: request.headers, body, signal: gone.signal }));
}

/** The largest request that the services accept is a BatchWriteItem of 16 MB. */
const LARGEST_BODY = 17 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new AwsError("RequestEntityTooLarge", "Request body is too large", 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
