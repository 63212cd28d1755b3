import http from "node:http";
import https from "node:https";

/** The request to POST. */
export interface Forwarded {
  headers: Record<string, string>;
  body: string;
}

/** Long, because the server may be stopped at a breakpoint. */
const TIMEOUT_MS = 300_000;

/**
 * POSTs the given headers and the exact bytes to a local server. Does not follow redirects. Resolves with the status,
 * and rejects when there is no answer.
 */
export function forward(url: URL, { headers, body }: Forwarded, stop: AbortSignal): Promise<number> {
  const { request } = url.protocol === "https:" ? https : http;
  const bytes = Buffer.from(body);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
  // One connection for each POST, because people restart a local server often.
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
