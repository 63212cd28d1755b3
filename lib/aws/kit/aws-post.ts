import type { Readable } from "node:stream";
import { HttpRequest } from "@smithy/core/transport";
import type { requestSigner, SigningCredentials } from "./signature.ts";

/** The parts of an SDK client's configuration that a call needs. */
export interface WireConfig {
  region(): Promise<string>;
  credentials(): Promise<SigningCredentials>;
  requestHandler: { handle(request: HttpRequest): Promise<{ response: { statusCode: number; body?: Readable } }> };
}

/** Where calls to a service go, and how they are signed. */
export interface PostTarget {
  url: URL;
  sign: ReturnType<typeof requestSigner>;
}

/** Makes a signed POST. `own` are the headers of the service's protocol, in lower case. */
export function awsPost(
  { url, sign }: PostTarget,
  own: Record<string, string>,
  body: string,
  credentials: SigningCredentials,
): HttpRequest {
  const { protocol, hostname, pathname, host } = url;
  const path = pathname.endsWith("/") ? pathname : `${pathname}/`;
  const headers = { host, "content-length": String(Buffer.byteLength(body)), ...own };
  const port = url.port ? Number(url.port) : undefined;
  const signed = { ...sign({ path, headers, body }, credentials, new Date()), ...traceHeader() };
  return new HttpRequest({ method: "POST", protocol, hostname, port, path, headers: signed, body });
}

/** Sends a request over the client's sockets. Resolves with any answer. Rejects with the connection's error. */
export async function answerTo(
  { requestHandler }: WireConfig,
  request: HttpRequest,
): Promise<{ status: number; text: string }> {
  const { response } = await requestHandler.handle(request);
  return { status: response.statusCode, text: response.body ? await textOf(response.body) : "" };
}

/**
 * The header by which Lambda recognises a loop of functions and queues. Like the SDK, calls send it unsigned
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html). Lambda sets the variable for each
 * invocation.
 */
function traceHeader(): Record<string, string> {
  const { AWS_LAMBDA_FUNCTION_NAME: isFunction, _X_AMZN_TRACE_ID: trace } = process.env;
  return isFunction && trace ? { "x-amzn-trace-id": trace } : {};
}

/** Does the same as `text` of node:stream/consumers, whose iteration takes twice the CPU. */
function textOf(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    body.setEncoding("utf8");
    body.on("data", (chunk: string) => {
      text += chunk;
    });
    body.once("end", () => resolve(text)).once("error", reject);
  });
}
