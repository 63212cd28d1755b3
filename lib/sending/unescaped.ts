/** A text without escapes. `startOf` tells where a character, or the end of the text, is in the original. */
export interface Unescaped {
  text: string;
  startOf(index: number): number;
}

/** Characters escaped for a URL (also several times), JSON, a string in code, or HTML. Backslashes are left out. */
const ESCAPE =
  /%(?:25)*([0-9a-f]{2})|\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|&(?:amp;)*#x0*([0-9a-f]{1,2});|&(?:amp;)*#0*(\d{1,3});|&(?:amp;)*(amp|lt|gt|quot|apos);|\\/gi;

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** An escape that the end of a text may have cut off. */
const BEGUN = /(?:%[0-9a-f]{0,4}|\\(?:[ux][0-9a-f]{0,3})?|&[#a-z0-9;]{0,9})$/i;

/** Undoes escapes. */
export function unescaped(original: string): Unescaped {
  if (!/[%\\&]/.test(original)) return { text: original, startOf: (index) => index };
  const starts: number[] = [];
  let text = "";
  let from = 0;

  function keep(to: number): void {
    for (let at = from; at < to; at++) starts.push(at);
    text += original.slice(from, to);
  }

  for (const match of original.matchAll(ESCAPE)) {
    keep(match.index);
    const char = charOf(match);
    if (char !== "") starts.push(match.index);
    text += char;
    from = match.index + match[0].length;
  }
  keep(original.length);
  return { text, startOf: (index) => starts[index] ?? original.length };
}

/** The text up to an escape that its end may have cut off. */
export const withoutBegunEscape = (text: string): string => text.replace(BEGUN, "");

function charOf([, url, json, code, hex, decimal, name]: RegExpExecArray): string {
  if (name) return NAMED[name.toLowerCase()] ?? "";
  if (decimal) return String.fromCharCode(Number(decimal));
  const digits = url ?? json ?? code ?? hex;
  return digits === undefined ? "" : String.fromCharCode(Number.parseInt(digits, 16));
}
