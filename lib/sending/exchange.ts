import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import type { Socket } from "node:net";
import type { SendResult } from "../core/delivery/outcome.ts";
import { answerHeadersOf } from "./answer-headers.ts";
import { EXCERPT_BYTES, excerptOf } from "./excerpt.ts";
import { endlessInterim, type Failure, failureOf, type Phase, timeoutOf } from "./failure.ts";
import type { SocketPool } from "./socket-pool.ts";
import { type Trace, timingsOf } from "./trace.ts";

/** Bytes of an answer that are read; what follows them is dropped, and with it the connection. */
const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** Interim (1xx) answers before the final one: a flood of them would keep the processor from other deliveries. */
const MAX_INTERIM = 20;

/** One POST to be made. */
export interface Call {
  pool: SocketPool;
  options: RequestOptions;
  body: Buffer;
  timeoutMs: number;
  startedAtMs: number;
  /** The phase that a new connection begins with: an IP address needs no look-up. */
  firstPhase: Phase;
  secure: boolean;
}

/** Makes one POST and calls `done` once, whatever happens and at the latest when the time limit has passed. */
export function exchange(call: Call, done: (result: SendResult) => void): void {
  new Exchange(call, done).begin(call.pool.kept);
}

/** A class, as its many small steps share the state of one POST. */
class Exchange {
  readonly #call: Call;
  readonly #done: (result: SendResult) => void;
  readonly #trace: Trace = { startedAt: performance.now(), begunAt: 0 };
  readonly #timer: NodeJS.Timeout;
  #phase: Phase;
  #request: ClientRequest | undefined;
  #bytesReadBefore = 0;
  #response: IncomingMessage | undefined;
  #interim = 0;
  #bodyBytes = 0;
  #kept: Buffer[] = [];
  #settled = false;

  constructor(call: Call, done: (result: SendResult) => void) {
    this.#call = call;
    this.#done = done;
    this.#phase = call.firstPhase;
    this.#timer = setTimeout(() => this.#settle(timeoutOf(this.#phase, call.timeoutMs)), call.timeoutMs);
  }

  begin(agent: http.Agent): void {
    this.#trace.begunAt = performance.now();
    try {
      const request = http.request({ ...this.#call.options, agent, method: "POST", maxHeaderSize: MAX_HEADER_BYTES });
      this.#request = request;
      request.once("socket", (socket) => this.#onSocket(socket));
      request.on("information", () => this.#onInterim());
      request.once("response", (response) => this.#onResponse(response));
      request.on("error", (error) => this.#onError(error));
      request.once("close", () => this.#onClose(request));
      request.end(this.#call.body);
    } catch (error) {
      // Node throws on a header that it cannot send.
      this.#settle(failureOf(error as Error, "headers"));
    }
  }

  #onSocket(socket: Socket): void {
    this.#bytesReadBefore = socket.bytesRead;
    if (socket.connecting) this.#followConnect(socket);
    else this.#onReady();
  }

  #followConnect(socket: Socket): void {
    socket.once("lookup", (error: Error | null) => {
      if (error) return;
      this.#trace.lookedUpAt = performance.now();
      this.#phase = "connect";
    });
    socket.once("connect", () => {
      this.#trace.connectedAt = performance.now();
      if (this.#call.secure) this.#phase = "tls";
      else this.#onReady();
    });
    socket.once("secureConnect", () => {
      this.#trace.securedAt = performance.now();
      this.#onReady();
    });
  }

  #onReady(): void {
    this.#trace.readyAt = performance.now();
    this.#phase = "headers";
  }

  #onInterim(): void {
    this.#interim++;
    if (this.#interim > MAX_INTERIM) this.#settle(endlessInterim);
  }

  #onResponse(response: IncomingMessage): void {
    this.#trace.answeredAt = performance.now();
    this.#phase = "body";
    this.#response = response;
    response.on("data", (chunk: Buffer) => this.#onData(chunk));
    // Comes after a whole answer as after one that broke off: the receiver has said its status either way.
    response.once("close", () => this.#settle());
  }

  #onData(chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#bodyBytes < EXCERPT_BYTES) this.#kept.push(chunk);
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes <= MAX_ANSWER_BYTES) return;
    this.#settle();
    this.#request?.destroy();
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (this.#settled) return;
    if (this.#response) this.#settle();
    else if (this.#diedIdle(error)) this.#beginAfresh();
    else this.#settle(failureOf(error, this.#phase));
  }

  /** Node closes without an error when an answer switches protocols (101), which nobody asked for. */
  #onClose(request: ClientRequest): void {
    if (!this.#response && request === this.#request) this.#onError(new Error("closed without an answer"));
  }

  /**
   * A kept-alive connection that its server closed as we took it up again: no attempt that the receiver ever
   * saw, so it is made again (https://nodejs.org/docs/latest-v24.x/api/http.html#requestreusedsocket).
   */
  #diedIdle({ code }: NodeJS.ErrnoException): boolean {
    const request = this.#request;
    if (!request?.reusedSocket || code?.startsWith("HPE_")) return false;
    return (request.socket?.bytesRead ?? 0) === this.#bytesReadBefore;
  }

  /** Its agent keeps no socket, so that this can happen but once. */
  #beginAfresh(): void {
    this.#phase = this.#call.firstPhase;
    this.#trace.readyAt = undefined;
    this.begin(this.#call.pool.fresh);
  }

  #settle(failure?: Failure): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    // A time limit that passed; or an answer that came before the receiver took the whole body, which may
    // never happen.
    if (failure || !this.#request?.writableFinished) this.#request?.destroy();
    this.#done(this.#result(failure));
  }

  #result(failure: Failure | undefined): SendResult {
    const response = this.#response;
    return {
      startedAtMs: this.#call.startedAtMs,
      status: response?.statusCode,
      ...failure,
      retryAfter: response?.headers["retry-after"],
      timings: timingsOf(this.#trace, performance.now()),
      answerHeaders: response && answerHeadersOf(response.rawHeaders),
      excerpt: this.#bodyBytes === 0 ? "" : excerptOf(Buffer.concat(this.#kept)),
    };
  }
}
