import type { Received, ReceivedHeaders } from "./captured-request.ts";

/**
 * Reads a request in raw HTTP form, as `nc -l` or a proxy writes it down: an optional request line, headers, an
 * empty line, and the body, whose bytes are left as they are. Undefined when there is no empty line.
 */
export function rawRequest(bytes: Buffer): Received | undefined {
  const end = headEnd(bytes);
  if (!end) return undefined;
  const lines = bytes.subarray(0, end.from).toString("latin1").split(/\r?\n/);
  const headers = headersOf(lines.filter((line) => !REQUEST_LINE.test(line)));
  return { headers, ...bodyIn(bytes.subarray(end.to), headers) };
}

const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/\d(\.\d)?)?$/;

/** Whichever comes first: an editor may have made its own line ends of the standard's. */
function headEnd(bytes: Buffer): { from: number; to: number } | undefined {
  const found = ["\r\n\r\n", "\n\n"]
    .map((mark) => ({ from: bytes.indexOf(mark), length: mark.length }))
    .filter(({ from }) => from >= 0)
    .toSorted((a, b) => a.from - b.from)[0];
  return found && { from: found.from, to: found.from + found.length };
}

/** By name in lower case, one text for each time that it came. */
export function headersOf(lines: readonly string[]): ReceivedHeaders {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^\s*([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name) headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return Object.fromEntries(headers);
}

function bodyIn(rest: Buffer, headers: ReceivedHeaders): { body: Buffer; notes: string[] } {
  if (headers["transfer-encoding"]?.join().toLowerCase().includes("chunked"))
    return { body: unchunked(rest), notes: [] };
  const length = Number(headers["content-length"]?.[0] ?? Number.NaN);
  if (Number.isNaN(length) || length === rest.length) return { body: rest, notes: [] };
  if (length < rest.length) return { body: rest.subarray(0, length), notes: [] };
  const missing = `The body is incomplete: content-length says ${length} bytes, and there are ${rest.length}.`;
  return { body: rest, notes: [missing] };
}

/** RFC 9112, section 7.1: each chunk follows its length in hex. */
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
