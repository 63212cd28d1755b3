/** Stands for a value that is never shown again. */
export const MASKED = "******";

const MAX_HEADERS = 50;
const MAX_TOTAL_BYTES = 8 * 1024;

/** One thing wrong with a subscription's custom headers; `name` is empty when it is about all of them. */
export interface HeaderProblem {
  name: string;
  message: string;
}

/** Headers that frame the message, belong to the connection, or say what the body is (RFC 9110, 7.6.1). */
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
/** RFC 9110, 5.5, without obs-text: beyond ASCII a value's encoding is anyone's guess. */
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * What is wrong with a subscription's custom headers: at most 50, at most 8 KiB, each fit to be sent as it is.
 *
 * @param ownHeaders names that the dialect sets itself, lower case
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

/** What is wrong with one custom header, or undefined. */
export function customHeaderProblem(name: string, value: string, ownHeaders: readonly string[]): string | undefined {
  if (!TOKEN.test(name)) return "is not a header name";
  const lower = name.toLowerCase();
  if (ownHeaders.includes(lower)) return "is set by the dialect";
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
  // A header line is `name: value` and a line end.
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value) + 4, 0);
  return bytes > MAX_TOTAL_BYTES ? `must not take more than ${MAX_TOTAL_BYTES} bytes` : undefined;
}
