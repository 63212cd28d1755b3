import type { IncomingMessage } from "node:http";

/** An answer that breaks the grammar of HTTP but has a clear status. */
export interface SloppyAnswer {
  head: Pick<IncomingMessage, "statusCode" | "headers" | "rawHeaders">;
  /** The bytes after the head that came with it. */
  body: Buffer;
}

/**
 * The parser's errors behind which the status can still be clear: line ends without CR, folded headers, blanks and
 * other unusual characters around names and values, repeated lengths, an unusual status line. Curl and browsers accept
 * such answers.
 * https://github.com/nodejs/llhttp/blob/main/src/llhttp/constants.ts
 */
const HARMLESS: ReadonlySet<string | undefined> = new Set([
  "HPE_CR_EXPECTED",
  "HPE_LF_EXPECTED",
  "HPE_STRICT",
  "HPE_INVALID_CONSTANT",
  "HPE_INVALID_VERSION",
  "HPE_INVALID_STATUS",
  "HPE_INVALID_HEADER_TOKEN",
  "HPE_UNEXPECTED_SPACE",
  "HPE_UNEXPECTED_CONTENT_LENGTH",
  "HPE_INVALID_CONTENT_LENGTH",
]);

/** A minor version above 1.1 means the same (RFC 9110, 2.5). A missing reason is common. */
const STATUS_LINE = /^[\r\n]*HTTP\/1\.\d[ \t]+([1-9]\d\d)([ \t][^\n]*)?\r?\n/i;
/** The empty line after the headers. */
const HEAD_END = /\r?\n\r?\n/;

/**
 * Reads an answer that Node's strict parser rejected, if the answer is harmless. Returns undefined for answers that
 * two readers can understand in two ways, as in request smuggling. Node destroyed the socket with the error, so nothing
 * after such an answer is ever read.
 *
 * @param earlier the packets of the answer before the one with the error
 */
export function sloppyAnswerOf(error: Error & { code?: string; rawPacket?: Buffer }, earlier: Buffer[]) {
  const { code, rawPacket } = error;
  if (!rawPacket || !HARMLESS.has(code)) return undefined;
  return finalAnswer(Buffer.concat([...earlier, rawPacket]));
}

/** Reads the first answer that is not an interim one (1xx). */
function finalAnswer(bytes: Buffer): SloppyAnswer | undefined {
  // One character per byte, so that positions in the text are positions in the bytes.
  const text = bytes.toString("latin1");
  const statusLine = STATUS_LINE.exec(text);
  if (!statusLine) return undefined;
  const end = endOfHead(text, statusLine[0].length);
  const body = bytes.subarray(end.bodyAt);
  const statusCode = Number(statusLine[1]);
  if (statusCode < 200) return statusCode === 101 ? undefined : finalAnswer(body);
  const headers = headersIn(text.slice(statusLine[0].length, end.at));
  return isAmbiguous(text.slice(0, end.at), headers) ? undefined : answerOf(statusCode, headers, body);
}

/** Finds where the head ends and the body begins. A head that isn't complete yet ends with the text. */
function endOfHead(text: string, headersAt: number): { at: number; bodyAt: number } {
  // Without headers, the line end of the status line is part of the head's end.
  const from = text[headersAt - 2] === "\r" ? headersAt - 2 : headersAt - 1;
  const found = HEAD_END.exec(text.slice(from));
  if (!found) return { at: text.length, bodyAt: text.length };
  return { at: from + found.index, bodyAt: from + found.index + found[0].length };
}

type Header = [name: string, value: string];

/** Lines without a colon are skipped. A line that begins with a blank continues the one before (RFC 9112, 5.2). */
function headersIn(lines: string): Header[] {
  const unfolded = lines.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  return unfolded.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()] satisfies Header];
  });
}

/** Two lengths that differ, or two ways to find the end (RFC 9112, 6.3). NUL ends the text for some readers. */
function isAmbiguous(head: string, headers: Header[]): boolean {
  const lengths = valuesOf("content-length", headers).flatMap((value) => value.split(",").map((each) => each.trim()));
  const [first] = lengths;
  if (head.includes("\0")) return true;
  if (first === undefined) return false;
  const oneLength = /^\d+$/.test(first) && lengths.every((each) => each === first);
  return !oneLength || valuesOf("transfer-encoding", headers).length > 0;
}

const valuesOf = (name: string, headers: Header[]): string[] =>
  headers.filter((header) => header[0].toLowerCase() === name).map((header) => header[1]);

const answerOf = (statusCode: number, headers: Header[], body: Buffer): SloppyAnswer => ({
  head: {
    statusCode,
    headers: { "retry-after": valuesOf("retry-after", headers)[0] },
    rawHeaders: headers.flat(),
  },
  body,
});
