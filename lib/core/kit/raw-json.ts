/**
 * Cuts the raw text of values out of a JSON text. `JSON.parse` loses numbers that a double can't hold, the order of
 * integer-like keys, and repeated keys. The raw text loses nothing.
 *
 * The input must be valid JSON, so parse it first. The scanner follows only strings and nesting.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The raw text of each member of a JSON object, by key. The last of repeated keys wins, as in `JSON.parse`. */
export function rawMembers(objectText: string): Map<string, string> {
  const members = new Map<string, string>();
  for (const [start, end] of parts(objectText)) {
    const keyStart = skipSpace(objectText, start);
    const keyEnd = stringEnd(objectText, keyStart);
    const colon = skipSpace(objectText, keyEnd);
    const key: string = JSON.parse(objectText.slice(keyStart, keyEnd));
    members.set(key, objectText.slice(colon + 1, end).trim());
  }
  return members;
}

/** The raw text of each element of a JSON array. */
export function rawElements(arrayText: string): string[] {
  return parts(arrayText).map(([start, end]) => arrayText.slice(start, end).trim());
}

/** The start and end offsets of the parts between the commas of the outermost object or array. */
function parts(text: string): [number, number][] {
  const spans: [number, number][] = [];
  let at = skipSpace(text, 0) + 1;
  let start = at;
  let depth = 0;
  let empty = true;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = stringEnd(text, at) - 1;
      empty = false;
    } else if (char === 0x7b || char === 0x5b) {
      depth++;
      empty = false;
    } else if (char === 0x7d || char === 0x5d) {
      if (depth === 0) break;
      depth--;
    } else if (char === 0x2c) {
      if (depth > 0) continue;
      spans.push([start, at]);
      start = at + 1;
    } else if (!isSpace(char)) {
      empty = false;
    }
  }
  if (!empty) spans.push([start, at]);
  return spans;
}

/** The offset after the closing quote of the string that opens at `at`. `indexOf` is much faster than a loop. */
export function stringEnd(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Is there an odd number of backslashes before the character? */
function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === BACKSLASH) from--;
  return (at - from) % 2 === 1;
}

const isSpace = (char: number): boolean => char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09;

function skipSpace(text: string, at: number): number {
  let next = at;
  while (isSpace(text.charCodeAt(next))) next++;
  return next;
}
