import type { HttpApi } from "../../../lib/local/http-api/http-api.ts";
import { chunksOf, type Usage } from "./usage.ts";

/** "HTTP APIs are metered in 512 KB increments": https://aws.amazon.com/api-gateway/pricing/ */
const CHUNK_BYTES = 524_288;

/** Counts the requests to the HTTP API, and the bytes of its answers. */
export function apiMeter(api: HttpApi, usage: () => Usage): HttpApi {
  return async function metered(request) {
    const answer = await api(request);
    const received = Number(request.headers["content-length"] ?? 0);
    usage().apiRequests += chunksOf(Math.max(received, answer.body.length), CHUNK_BYTES);
    usage().bytesOut += headBytes(Object.entries(answer.headers).flat(2)) + answer.body.length;
    return answer;
  };
}

/** The size of a request's or an answer's first line and headers, given the headers' names and values. */
export const headBytes = (namesAndValues: readonly string[]): number =>
  namesAndValues.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, "HTTP/1.1 200 OK\r\n\r\n".length);
