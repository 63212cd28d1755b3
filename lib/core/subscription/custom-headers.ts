import { OWN_HEADERS } from "./own-headers.ts";

/** Shown in place of a sensitive value. */
export const MASKED = "******";

export const MAX_HEADERS = 50;
const MAX_TOTAL_BYTES = 8 * 1024;

/** One thing wrong with a subscription's custom headers. `name` is empty if the problem concerns all of them. */
export interface HeaderProblem {
  name: string;
  message: string;
}

/** Headers that frame the message, control the connection, or carry session state (RFC 9110, 7.6.1). */
const RESERVED = new Set([
  "accept-encoding",
  "connection",
  "cookie",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, 5.5, without obs-text: receivers don't agree on the encoding of characters beyond ASCII. */
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Finds what is wrong with a subscription's custom headers. They may be at most 50, and take at most 8 KiB together.
 *
 * @param ownHeaders the names of the headers that the dialect sets, in lower case
 */
export function customHeadersProblem(headers: Record<string, string>, ownHeaders: readonly string[]): HeaderProblem[] {
  const entries = Object.entries(headers);
  const problems = entries.flatMap(([name, value]) => {
    const message = customHeaderProblem(name, value, ownHeaders) ?? repeatProblem(name, entries);
    return message ? [{ name, message }] : [];
  });
  const whole = wholeProblem(entries);
  return whole ? [{ name: "", message: whole }, ...problems] : problems;
}

/** What is wrong with one custom header; undefined if nothing is wrong. */
export function customHeaderProblem(name: string, value: string, ownHeaders: readonly string[]): string | undefined {
  if (!TOKEN.test(name)) return "is not a header name";
  const lower = name.toLowerCase();
  if (ownHeaders.includes(lower)) return "is set by the dialect";
  if (OWN_HEADERS.has(lower)) return "is set by Posthorn";
  if (RESERVED.has(lower) || lower.startsWith("content-") || lower.startsWith("proxy-")) return "may not be set";
  return VALUE.test(value) ? undefined : "must have a value of printable ASCII characters";
}

function repeatProblem(name: string, entries: [string, string][]): string | undefined {
  const lower = name.toLowerCase();
  const first = entries.find(([other]) => other.toLowerCase() === lower);
  return first?.[0] === name ? undefined : `repeats ${first?.[0]}`;
}

function wholeProblem(entries: [string, string][]): string | undefined {
  if (entries.length > MAX_HEADERS) return `must not be more than ${MAX_HEADERS} headers`;
  // On the wire a header is `name: value` and two characters for the end of the line.
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value) + 4, 0);
  return bytes > MAX_TOTAL_BYTES ? `must not take more than ${MAX_TOTAL_BYTES} bytes` : undefined;
}
