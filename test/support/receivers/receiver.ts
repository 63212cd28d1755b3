import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
interface Received {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  atMs: number;
}

/** What to answer; a missing part is a 200, no headers, no body, at once. */
interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  afterMs?: number;
}

/** Says what to answer to the request, the `nth` (from 1) that arrived. */
type Script = (request: Received, nth: number) => Answer;

export interface Receiver {
  url: string;
  port: number;
  /** Everything that arrived, first to last. */
  requests: Received[];
  /** Connections accepted so far. */
  connections(): number;
  /** Answers by this from now on. */
  script(answers: Script | Answer): void;
  /** Resolves with all requests once so many have arrived; rejects after `withinMs` (10 s). */
  received(count: number, withinMs?: number): Promise<Received[]>;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  answers?: Script | Answer;
  /** PEM texts; with them the receiver speaks https. */
  tls?: { key: string; cert: string };
  /** 0, the default, is any free one. */
  port?: number;
}

/** Starts a real HTTP server on 127.0.0.1 that records what arrives and answers by a script. */
export async function startReceiver({ answers = {}, tls, port = 0 }: ReceiverOptions = {}): Promise<Receiver> {
  const requests: Received[] = [];
  const waiting = new Set<() => void>();
  let connections = 0;
  let answerTo = scriptOf(answers);

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(message);
    requests.push(request);
    for (const check of waiting) check();
    give(response, answerTo(request, requests.length));
  }

  const listener = (message: IncomingMessage, response: ServerResponse) => {
    handle(message, response).catch(() => response.destroy());
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on("connection", () => connections++);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;

  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    connections: () => connections,
    script: (next) => {
      answerTo = scriptOf(next);
    },
    received: (count, withinMs = 10_000) => arrival(requests, waiting, count, withinMs),
    close: () => closed(server),
  };
}

const scriptOf = (answers: Script | Answer): Script => (typeof answers === "function" ? answers : () => answers);

async function receive(message: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const { method = "", url = "", headers } = message;
  return { method, path: url, headers, body: Buffer.concat(chunks), atMs: Date.now() };
}

function give(response: ServerResponse, { status = 200, headers = {}, body = "", afterMs = 0 }: Answer): void {
  const answer = () => response.writeHead(status, headers).end(body);
  if (afterMs === 0) answer();
  else setTimeout(answer, afterMs).unref();
}

function arrival(requests: Received[], waiting: Set<() => void>, count: number, withinMs: number): Promise<Received[]> {
  return new Promise((resolve, reject) => {
    const late = () =>
      end(() => reject(new Error(`${requests.length} of ${count} requests arrived in ${withinMs} ms`)));
    const timer = setTimeout(late, withinMs);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      waiting.delete(check);
      settle();
    };
    const check = () => requests.length >= count && end(() => resolve(requests));
    waiting.add(check);
    check();
  });
}

function closed(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
