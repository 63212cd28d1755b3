import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { Readable, Writable } from "node:stream";
import type { AwsAnswer, AwsCallMessage } from "./worker-messages.ts";

export interface CallPort {
  /** Passes on a call. `answered` is called once, unless the call is given up. Returns a function that gives it up. */
  call(call: AwsCallMessage["call"], answered: (answer: AwsAnswer) => void): () => void;
}

type Respond = (response: IncomingMessage) => void;

/**
 * Makes signed requests of `node:http` to this endpoint take the port instead of a socket. The AWS SDK sends its requests
 * so. Between two threads of one process, HTTP takes more CPU time than most of the calls. The SDK cannot tell the
 * difference. All other requests stay as they are: a POST of `deliver` needs a real socket, whatever its address is.
 *
 * @param endpoint such as `http://127.0.0.1:1234`
 */
export function sendDirectly(endpoint: string, port: CallPort): void {
  const { hostname, port: tcpPort } = new URL(endpoint);
  const request = http.request as (...args: unknown[]) => ClientRequest;
  const isAws = (options: unknown): options is RequestOptions =>
    isOptions(options) &&
    (options.hostname ?? options.host) === hostname &&
    String(options.port) === tcpPort &&
    isSigned(options.headers);

  function requestOrCall(...args: unknown[]): ClientRequest {
    const [options, respond] = args;
    if (!isAws(options)) return request(...args);
    return new DirectRequest(options, respond as Respond | undefined, port) as unknown as ClientRequest;
  }

  http.request = requestOrCall as typeof http.request;
  syncBuiltinESMExports();
}

const isOptions = (options: unknown): options is RequestOptions =>
  typeof options === "object" && options !== null && !(options instanceof URL);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
const isSigned = (headers: object = {}): boolean =>
  "authorization" in headers && String(headers.authorization).startsWith("AWS4-HMAC-SHA256 ");

/** The parts of a connected socket that clients use to limit the time of a request. */
const CONNECTED = {
  connecting: false,
  setTimeout: () => undefined,
  setKeepAlive: () => undefined,
  on: () => undefined,
  removeListener: () => undefined,
  destroy: () => undefined,
};

/** A request whose body is sent as one call, and whose response is the call's answer. */
class DirectRequest extends Writable {
  readonly socket = CONNECTED;
  readonly #headers: AwsCallMessage["call"]["headers"];
  readonly #port: CallPort;
  readonly #chunks: Buffer[] = [];
  #giveUp: (() => void) | undefined;

  constructor({ headers }: RequestOptions, respond: Respond | undefined, port: CallPort) {
    super({ autoDestroy: false });
    this.#headers = received(headers as Record<string, unknown>);
    this.#port = port;
    if (respond) this.once("response", respond);
  }

  setTimeout(): this {
    return this;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    const body = Buffer.concat(this.#chunks).toString();
    this.#giveUp = this.#port.call({ headers: this.#headers, body }, (answer) => this.#respond(answer));
    done();
  }

  #respond(answer: AwsAnswer): void {
    this.#giveUp = undefined;
    this.emit("response", new DirectResponse(answer));
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#giveUp?.();
    done(error);
  }
}

/** A server receives the names of headers in lower case, whatever their case was. The SDK sends `X-Amzn-Trace-Id`. */
const received = (headers: Record<string, unknown> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/** A response that is complete from the beginning. */
class DirectResponse extends Readable {
  readonly complete = true;
  readonly httpVersion = "1.1";
  readonly statusCode: number;
  readonly statusMessage: string | undefined;
  readonly headers: Record<string, string>;
  readonly #body: string;

  constructor({ status, headers, body }: AwsAnswer) {
    super();
    this.statusCode = status;
    this.statusMessage = http.STATUS_CODES[status];
    this.headers = headers;
    this.#body = body;
  }

  override _read(): void {
    this.push(this.#body, "utf8");
    this.push(null);
  }
}
