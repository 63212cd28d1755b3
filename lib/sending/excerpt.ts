import { StringDecoder } from "node:string_decoder";

/** Bytes of an answer that are kept. */
export const EXCERPT_BYTES = 1024;

/** Control characters but tab and line feed, and those that turn the direction of text: unsafe in a terminal. */
const UNSAFE = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The beginning of an answer's body as text that is safe to show: at most 1 KiB of UTF-8, no code point cut. */
export function excerptOf(body: Buffer): string {
  const text = wholeCharacters(body.subarray(0, EXCERPT_BYTES)).replaceAll("\r\n", "\n").replace(UNSAFE, "\ufffd");
  // A replacement character takes more bytes than what it stands for.
  return Buffer.byteLength(text) > EXCERPT_BYTES ? wholeCharacters(Buffer.from(text).subarray(0, EXCERPT_BYTES)) : text;
}

/** Decodes UTF-8, leaving out the character that the end cuts in two. */
const wholeCharacters = (bytes: Buffer): string => new StringDecoder("utf8").write(bytes);
