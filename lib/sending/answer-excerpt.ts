import { StringDecoder } from "node:string_decoder";

/** The number of bytes of an answer's body to keep. */
export const EXCERPT_BYTES = 1024;

/** Characters that are unsafe in a terminal: controls except tab and line feed, and text direction marks. */
const UNSAFE = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns the start of an answer's body as text that is safe to show: at most 1 KiB of UTF-8, in whole characters. */
export function excerptOf(body: Buffer): string {
  const text = wholeCharacters(body.subarray(0, EXCERPT_BYTES)).replaceAll("\r\n", "\n").replace(UNSAFE, "\ufffd");
  // A replacement character can take more bytes than the character that it replaces.
  return Buffer.byteLength(text) > EXCERPT_BYTES ? wholeCharacters(Buffer.from(text).subarray(0, EXCERPT_BYTES)) : text;
}

/** Decodes UTF-8 and drops a character that is cut off at the end. */
const wholeCharacters = (bytes: Buffer): string => new StringDecoder("utf8").write(bytes);
