import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { AwsAnswer, AwsRequest, Backend } from "./backend.ts";

/**
 * Creates a backend that passes calls on to another HTTP server that speaks the service's protocol. The bytes stay
 * unchanged. An unreachable server is an `InternalServerError` with status 500, which SDKs retry.
 *
 * @param url such as `http://127.0.0.1:8000`
 */
export function createUpstream(url: string): { backend: Backend; stop(): void } {
  const agent = new Agent({ keepAlive: true });
  const backend: Backend = (request) =>
    new Promise((resolve, reject) => {
      const fail = (cause: Error) => reject(new AwsError("InternalServerError", `${url}: ${cause.message}`, 500));
      const { signal } = request;
      httpRequest(url, { method: "POST", agent, signal, headers: passedHeaders(request) }, (response) => {
        readAnswer(response).then(resolve, fail);
      })
        .on("error", fail)
        .end(request.body);
    });
  return { backend, stop: () => agent.destroy() };
}

const HEADERS = ["authorization", "content-type", "x-amz-target", "x-amz-date", "x-amzn-query-mode", "x-amzn-trace-id"];

function passedHeaders({ headers, body }: AwsRequest): Record<string, string> {
  const passed = HEADERS.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
  return { ...Object.fromEntries(passed), "content-length": String(Buffer.byteLength(body)) };
}

/** Headers that describe the connection to the upstream server, not the answer. */
const HOP_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "date"]);

async function readAnswer(response: IncomingMessage): Promise<AwsAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const headers = Object.entries(response.headers).filter(([name]) => !HOP_HEADERS.has(name));
  return {
    status: response.statusCode ?? 500,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString(),
  };
}
