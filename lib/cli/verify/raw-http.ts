import type { CapturedHeaders, CapturedRequest } from "./captured-request.ts";

/**
 * Parses a request in raw HTTP format, as `nc -l` or a proxy captures it: an optional request line, headers, an empty
 * line, and the body. Keeps the bytes of the body unchanged. Returns undefined when there is no empty line.
 */
export function rawRequest(bytes: Buffer): CapturedRequest | undefined {
  const end = headEnd(bytes);
  if (!end) return undefined;
  const lines = bytes.subarray(0, end.from).toString("latin1").split(/\r?\n/);
  const headers = parseHeaderLines(lines.filter((line) => !REQUEST_LINE.test(line)));
  return { headers, ...bodyIn(bytes.subarray(end.to), headers) };
}

const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/\d(\.\d)?)?$/;

/** The first empty line, with either line ending: an editor may have replaced HTTP's CRLF. */
function headEnd(bytes: Buffer): { from: number; to: number } | undefined {
  const found = ["\r\n\r\n", "\n\n"]
    .map((mark) => ({ from: bytes.indexOf(mark), length: mark.length }))
    .filter(({ from }) => from >= 0)
    .toSorted((a, b) => a.from - b.from)[0];
  return found && { from: found.from, to: found.from + found.length };
}

/** Parses header lines. A repeated header has several values. */
export function parseHeaderLines(lines: readonly string[]): CapturedHeaders {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^\s*([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name) headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return Object.fromEntries(headers);
}

function bodyIn(rest: Buffer, headers: CapturedHeaders): { body: Buffer; notes: string[] } {
  if (headers["transfer-encoding"]?.join().toLowerCase().includes("chunked"))
    return { body: unchunked(rest), notes: [] };
  const length = Number(headers["content-length"]?.[0] ?? Number.NaN);
  if (Number.isNaN(length) || length === rest.length) return { body: rest, notes: [] };
  if (length < rest.length) return { body: rest.subarray(0, length), notes: [] };
  const missing = `The body is incomplete: content-length is ${length} bytes, but the capture has ${rest.length}.`;
  return { body: rest, notes: [missing] };
}

/** RFC 9112, section 7.1: the length of each chunk precedes it, in hex. */
function unchunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf("\n", at);
    const length = Number.parseInt(bytes.subarray(at, lineEnd < 0 ? undefined : lineEnd).toString("latin1"), 16);
    if (lineEnd < 0 || !(length > 0)) break;
    chunks.push(bytes.subarray(lineEnd + 1, lineEnd + 1 + length));
    const next = bytes.indexOf("\n", lineEnd + 1 + length);
    at = next < 0 ? bytes.length : next + 1;
  }
  return Buffer.concat(chunks);
}
