import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import type { Socket } from "node:net";
import type { SendResult } from "../core/delivery/outcome.ts";
import { EXCERPT_BYTES, excerptOf } from "./answer-excerpt.ts";
import { answerHeadersOf } from "./answer-headers.ts";
import { type PhaseTrace, timingsOf } from "./phase-trace.ts";
import { noteRoundTrip, type ReuseRace, reuseRace } from "./reuse-race.ts";
import { type Phase, type SendFailure, sendFailureOf, timeoutOf, tooManyInterim } from "./send-failure.ts";
import { type SloppyAnswer, sloppyAnswerOf } from "./sloppy-answer.ts";
import type { SocketPool } from "./socket-pool.ts";

/** The number of bytes of an answer's body to read. A longer answer closes the connection. */
const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** The number of interim (1xx) answers to accept. A flood of them would take CPU time from other deliveries. */
const MAX_INTERIM = 20;

/** One POST to make. */
export interface HttpPost {
  pool: SocketPool;
  options: RequestOptions;
  body: Buffer;
  timeoutMs: number;
  startedAtMs: number;
  /** The first phase of a new connection. An IP address needs no DNS lookup. */
  firstPhase: Phase;
  secure: boolean;
  onConnect?: (() => void) | undefined;
}

/** Makes one POST. Calls `done` exactly once, when the time limit has passed at the latest. */
export function exchange(call: HttpPost, done: (result: SendResult) => void): void {
  new Exchange(call, done).begin(call.pool.kept);
}

/** This is a class because its many small steps share the state of one POST. */
class Exchange {
  readonly #call: HttpPost;
  readonly #done: (result: SendResult) => void;
  readonly #trace: PhaseTrace = { startedAt: performance.now(), begunAt: 0 };
  readonly #timer: NodeJS.Timeout;
  #phase: Phase;
  #request: ClientRequest | undefined;
  /** Set if the request reuses a kept-alive socket. */
  #race: ReuseRace | undefined;
  /** The packets of an answer whose head is incomplete. */
  #headPackets: Buffer[] = [];
  #answer: SloppyAnswer["head"] | undefined;
  #interim = 0;
  #bodyBytes = 0;
  #kept: Buffer[] = [];
  #settled = false;

  constructor(call: HttpPost, done: (result: SendResult) => void) {
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
      // Node throws if it can't send a header.
      this.#settle(sendFailureOf(error as Error, "headers"));
    }
  }

  #onSocket(socket: Socket): void {
    this.#keepHead(socket);
    if (this.#request?.reusedSocket) this.#race = reuseRace(socket);
    if (socket.connecting) {
      this.#followConnect(socket);
      return;
    }
    this.#call.onConnect?.();
    this.#onReady();
  }

  /** Keeps what came before a packet that the parser rejects. */
  #keepHead(socket: Socket): void {
    const keep = (packet: Buffer) => {
      if (this.#answer) socket.off("data", keep);
      else this.#headPackets.push(packet);
    };
    socket.on("data", keep);
  }

  #followConnect(socket: Socket): void {
    socket.once("lookup", (error: Error | null) => {
      if (error) return;
      this.#trace.lookedUpAt = performance.now();
      this.#phase = "connect";
    });
    socket.once("connect", () => {
      const connectedAt = performance.now();
      this.#trace.connectedAt = connectedAt;
      this.#call.onConnect?.();
      noteRoundTrip(socket, connectedAt - (this.#trace.lookedUpAt ?? this.#trace.begunAt));
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
    if (this.#interim > MAX_INTERIM) this.#settle(tooManyInterim);
  }

  #onResponse(response: IncomingMessage): void {
    const answeredAt = performance.now();
    this.#trace.answeredAt = answeredAt;
    noteRoundTrip(response.socket, answeredAt - (this.#trace.readyAt ?? this.#trace.begunAt));
    this.#phase = "body";
    this.#answer = response;
    response.on("data", (chunk: Buffer) => this.#onData(chunk));
    // Node emits `close` after a whole answer and after a broken one. The status counts either way.
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
    if (this.#answer) this.#settle();
    else if (this.#race?.isLost(error)) this.#beginAfresh();
    else this.#onBadAnswer(error);
  }

  #onBadAnswer(error: NodeJS.ErrnoException): void {
    const sloppy = sloppyAnswerOf(error, this.#headPackets);
    if (!sloppy) {
      this.#settle(sendFailureOf(error, this.#phase));
      return;
    }
    this.#trace.answeredAt = performance.now();
    this.#answer = sloppy.head;
    this.#onData(sloppy.body);
    this.#settle();
  }

  /** Node emits no error when an unrequested 101 (Switching Protocols) closes the connection. */
  #onClose(request: ClientRequest): void {
    if (!this.#answer && request === this.#request) this.#onError(new Error("closed without an answer"));
  }

  /**
   * Sends the POST again, because the receiver never saw it
   * (https://nodejs.org/docs/latest-v24.x/api/http.html#requestreusedsocket). This happens at most once, because the
   * `fresh` agent never reuses a socket.
   */
  #beginAfresh(): void {
    this.#race?.stop();
    this.#race = undefined;
    this.#phase = this.#call.firstPhase;
    this.#trace.readyAt = undefined;
    this.begin(this.#call.pool.fresh);
  }

  #settle(failure?: SendFailure): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#race?.stop();
    // Destroy the request if it failed, or if the answer came before the receiver read the whole body. The receiver may
    // never read the rest.
    if (failure || !this.#request?.writableFinished) this.#request?.destroy();
    this.#done(this.#result(failure));
  }

  #result(failure: SendFailure | undefined): SendResult {
    const answer = this.#answer;
    return {
      startedAtMs: this.#call.startedAtMs,
      status: answer?.statusCode,
      ...failure,
      retryAfter: answer?.headers["retry-after"],
      timings: timingsOf(this.#trace, performance.now()),
      answerHeaders: answer && answerHeadersOf(answer.rawHeaders),
      excerpt: this.#bodyBytes === 0 ? "" : excerptOf(Buffer.concat(this.#kept)),
    };
  }
}
