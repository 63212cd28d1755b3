import type { SendResult } from "../core/delivery/outcome.ts";
import { memoized } from "../core/kit/lru.ts";
import { MASKED } from "../core/subscription/custom-headers.ts";
import { EXCERPT_BYTES } from "./answer-excerpt.ts";
import { folded, needlesOf } from "./echo-needles.ts";
import { unescaped, withoutBegunEscape } from "./unescaped.ts";

/** The end of an excerpt is hidden if it is the beginning of a value, from this length on. */
const SHORTEST_START = 4;
/** Shorter values are not looked for in base64: they appear by chance. */
const SHORTEST_IN_BASE64 = 6;

/** Base64 in both alphabets (RFC 4648), long enough for a value. */
const BASE64 = /[a-z0-9+/_-]{8,}/gi;

/** A subscription's values rarely change. Few subscriptions have any, and their needles take up to 50 KB each. */
const knownNeedles = memoized(200, (lines) => needlesOf(lines.split("\n")));

/** A part of a text, by its first and its last index. The last one doesn't belong to it. */
type Range = [from: number, to: number];

/** Hides values that a receiver sent back, in what an attempt keeps of the answer. */
export function withoutEchoes<R extends SendResult>(result: R, values: readonly string[]): R {
  if (values.length === 0) return result;
  const needles = knownNeedles(values.join("\n"));
  const { answerHeaders, excerpt } = result;
  const headers = Object.entries(answerHeaders ?? {}).map((entry) => entry.map((text) => masked(text, needles, false)));
  return {
    ...result,
    ...(answerHeaders && { answerHeaders: Object.fromEntries(headers) }),
    excerpt: masked(excerpt, needles, mayBeCut(excerpt)),
  };
}

/** An excerpt is shorter than the bytes that it was made of: its line feeds may have been two characters. */
const mayBeCut = (excerpt: string): boolean =>
  Buffer.byteLength(excerpt) + excerpt.split("\n").length > EXCERPT_BYTES - 4;

function masked(text: string, needles: readonly string[], cut: boolean): string {
  let shown = "";
  let end = 0;
  for (const [from, to] of echoesIn(text, needles, cut).sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (from >= end) shown += text.slice(end, from) + MASKED;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

/** The echoes in a text, as they are, escaped, and in base64. */
function echoesIn(original: string, needles: readonly string[], cut: boolean): Range[] {
  const { text, startOf } = unescaped(cut ? withoutBegunEscape(original) : original);
  const ranges = [...plainEchoes(text, needles, cut), ...encodedEchoes(text, needles, cut)];
  return ranges.map(([from, to]) => [startOf(from), to === text.length ? original.length : startOf(to)]);
}

function plainEchoes(text: string, needles: readonly string[], cut: boolean): Range[] {
  const haystack = folded(text);
  const found = needles.flatMap((needle) => occurrences(haystack, needle));
  return cut ? [...found, ...begunEcho(haystack, needles)] : found;
}

function occurrences(haystack: string, needle: string): Range[] {
  const found: Range[] = [];
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
    found.push([at, at + needle.length]);
  }
  return found;
}

/** The longest beginning of a value at the end of a text. */
function begunEcho(text: string, needles: readonly string[]): Range[] {
  const lengths = needles.map((needle) => begunLength(text, needle));
  const longest = Math.max(0, ...lengths);
  return longest >= SHORTEST_START ? [[text.length - longest, text.length]] : [];
}

function begunLength(text: string, needle: string): number {
  let length = Math.min(needle.length - 1, text.length);
  while (length >= SHORTEST_START && !text.endsWith(needle.slice(0, length))) length--;
  return length;
}

function encodedEchoes(text: string, needles: readonly string[], cut: boolean): Range[] {
  const long = needles.filter(({ length }) => length >= SHORTEST_IN_BASE64);
  const shortest = long.at(-1)?.length ?? Number.POSITIVE_INFINITY;
  return [...text.matchAll(BASE64)].flatMap(({ 0: run, index }) => {
    const atEnd = cut && index + run.length === text.length;
    if (!atEnd && run.length < charsOf(shortest)) return [];
    const found = FOUR.flatMap((skipped) => echoesInRun(run, skipped, long, atEnd));
    return found.map(([from, to]): Range => [index + from, index + to]);
  });
}

/** Base64 gives no hint where its groups of four characters begin, so each of four places is tried. */
const FOUR = [0, 1, 2, 3];

function echoesInRun(run: string, skipped: number, needles: readonly string[], cut: boolean): Range[] {
  const { text, startOf } = unescaped(Buffer.from(run.slice(skipped), "base64").toString("latin1"));
  return plainEchoes(text, needles, cut).map(([from, to]) => [
    skipped + Math.floor(charsOf(startOf(from))),
    Math.min(run.length, skipped + Math.ceil(charsOf(startOf(to)))),
  ]);
}

/** Three bytes take four characters. */
const charsOf = (bytes: number): number => (bytes * 4) / 3;
