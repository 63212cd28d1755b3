import http from "node:http";
import https from "node:https";

/** What is POSTed. */
export interface Forwarded {
  headers: Record<string, string>;
  body: string;
}

/** The server may stand at a breakpoint. */
const PATIENCE_MS = 300_000;

/**
 * POSTs to a local server, with these headers and these bytes exactly. Redirects are not followed. Resolves with the
 * status; rejects when there is no answer.
 */
export function forward(url: URL, { headers, body }: Forwarded, stop: AbortSignal): Promise<number> {
  const { request } = url.protocol === "https:" ? https : http;
  const bytes = Buffer.from(body);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  // A connection each: the server is one that is stopped and started again.
  const options = { method: "POST", headers: { ...headers, "content-length": bytes.length }, agent: false, signal };
  return new Promise((resolve, reject) => {
    const post = request(url, options, (answer) => {
      const { statusCode = 0 } = answer;
      answer.once("end", () => resolve(statusCode)).once("error", () => resolve(statusCode));
      answer.resume();
    });
    post.once("error", reject).end(bytes);
  });
}
