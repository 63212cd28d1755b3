import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CannotStart } from "../aws/cannot-start.ts";
import { type GatewayAnswer, gatewayAnswer } from "./gateway-answer.ts";
import type { HttpApi } from "./http-api.ts";

/** The server in front of the HTTP API. */
export interface HttpServer {
  url: string;
  /** Connects the API. Until then, the server answers every request with 503. */
  serve(api: HttpApi): void;
  /** Accepts no more requests. Waits up to `graceMs` for the requests in progress. */
  stop(graceMs: number): Promise<void>;
}

const NOT_READY = gatewayAnswer(503, "Service Unavailable");

/**
 * Listens on 127.0.0.1. Port 0 picks a free one. When the port can't be used, rejects with a `CannotStart` that names
 * the command line's option for it.
 */
export async function startHttpServer(port: number, option = "--port"): Promise<HttpServer> {
  let api: HttpApi = async () => NOT_READY;
  const server = createServer(async (request, response) => send(response, await api(request), request));
  await listen(server, port, option);
  const { port: bound } = server.address() as AddressInfo;

  let stopped: Promise<void> | undefined;

  async function close(graceMs: number): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  return {
    url: `http://127.0.0.1:${bound}`,
    serve: (ready) => {
      api = ready;
    },
    stop: (graceMs) => {
      stopped ??= close(graceMs);
      return stopped;
    },
  };
}

function listen(server: Server, port: number, option: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port, option)));
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portError(error: NodeJS.ErrnoException, port: number, option: string): Error {
  if (error.code === "EADDRINUSE") {
    return new CannotStart(`port ${port} is in use: choose another one with ${option}, or a free one with ${option} 0`);
  }
  if (error.code === "EACCES") return new CannotStart(`port ${port} needs more rights: choose a port above 1023`);
  return error;
}

function send(response: ServerResponse, { status, headers, body }: GatewayAnswer, request: IncomingMessage): void {
  const length = { "content-length": body.length };
  response.writeHead(status, { ...headers, ...length });
  response.end(request.method === "HEAD" ? undefined : body);
}
