import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CannotStart } from "../aws/cannot-start.ts";
import type { HttpApi } from "./http-api.ts";
import { gatewayAnswer, type HttpAnswer } from "./response.ts";

/** The socket in front of the HTTP API. */
export interface HttpServer {
  url: string;
  /** Puts the API behind the socket; before, everything is answered with 503. */
  serve(api: HttpApi): void;
  /** Takes no more requests; those under way get `graceMs` to end. */
  stop(graceMs: number): Promise<void>;
}

const NOT_READY = gatewayAnswer(503, "Service Unavailable");

/** Listens on 127.0.0.1; port 0 is any free one. Rejects with a `CannotStart` when the port is taken. */
export async function startHttpServer(port: number): Promise<HttpServer> {
  let api: HttpApi = async () => NOT_READY;
  const server = createServer(async (request, response) => send(response, await api(request), request));
  await listen(server, port);
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

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new CannotStart(`port ${port} is taken: choose another one with --port, or --port 0 for any free one`);
  }
  if (error.code === "EACCES") return new CannotStart(`port ${port} may not be listened on: choose one above 1023`);
  return error;
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, request: IncomingMessage): void {
  const length = { "content-length": body.length };
  response.writeHead(status, { ...headers, ...length });
  response.end(request.method === "HEAD" ? undefined : body);
}
