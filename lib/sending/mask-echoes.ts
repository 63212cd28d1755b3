import type { SendResult } from "../core/delivery/outcome.ts";
import { MASKED } from "../core/subscription/custom-headers.ts";
import { EXCERPT_BYTES } from "./answer-excerpt.ts";

/** Shorter parts of a value, such as a scheme's name, are too common to be hidden. */
const SHORTEST_PART = 3;
/** The end of an excerpt is hidden if it is the beginning of a value, from this length on. */
const SHORTEST_START = 4;

/** The spellings of one character, longest first, in lower case: as it is, and escaped for a URL, JSON or HTML. */
type Spellings = readonly string[];

/** Hides values that a receiver sent back, in what an attempt keeps of the answer. */
export function withoutEchoes<R extends SendResult>(result: R, values: readonly string[]): R {
  const forms = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length).map(spelledOut);
  if (forms.length === 0) return result;
  const { answerHeaders, excerpt } = result;
  const cut = Buffer.byteLength(excerpt) > EXCERPT_BYTES - 4;
  const headers = Object.entries(answerHeaders ?? {}).map(([name, value]) => [
    masked(name, forms, false),
    masked(value, forms, false),
  ]);
  return {
    ...result,
    ...(answerHeaders && { answerHeaders: Object.fromEntries(headers) }),
    excerpt: masked(excerpt, forms, cut),
  };
}

/** A value, its parts, and their encodings. */
function formsOf(value: string): string[] {
  const parts = value.split(/\s+/).filter((part) => part.length >= SHORTEST_PART);
  const plain = [value, ...parts.slice(parts.length > 1 ? 1 : 0)].filter((text) => text !== "");
  return plain.flatMap((text) => [text, ...(text.length >= 6 ? encoded(text) : [])]);
}

/** Base64 in its three alignments, in both alphabets, without the characters that depend on the text around. */
function encoded(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return [bytes.toString("base64").slice(from, to), bytes.toString("base64url").slice(from, to)];
  });
}

const HTML: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

const spelledOut = (form: string): Spellings[] => [...form.toLowerCase()].map(spellingsOf);

function spellingsOf(char: string): Spellings {
  if (/[a-z0-9]/.test(char)) return [char];
  const code = char.charCodeAt(0);
  const hex = code.toString(16).padStart(2, "0");
  const all = [`%25${hex}`, `%${hex}`, `\\u00${hex}`, `&#${code};`, `&#x${hex};`, HTML[char], `\\${char}`, char];
  const spellings = all.filter((one) => one !== undefined);
  return (char === " " ? [...spellings, "+"] : spellings).sort((a, b) => b.length - a.length);
}

function masked(text: string, forms: readonly Spellings[][], cut: boolean): string {
  const lower = text.toLowerCase();
  let kept = "";
  for (let at = 0; at < text.length; ) {
    const end = forms.map((form) => endOf(lower, at, form, cut)).find((found) => found !== undefined);
    kept += end === undefined ? text[at] : MASKED;
    at = end ?? at + 1;
  }
  return kept;
}

/** Where a form that begins at a place ends. If the text is cut, a form may end with it. */
function endOf(text: string, start: number, form: readonly Spellings[], cut: boolean): number | undefined {
  let at = start;
  for (const spellings of form) {
    const found = spellings.find((spelling) => text.startsWith(spelling, at));
    if (found === undefined) {
      const rest = text.slice(at, at + 8);
      const isStart = cut && at - start >= SHORTEST_START && at + rest.length === text.length;
      return isStart && spellings.some((spelling) => spelling.startsWith(rest)) ? text.length : undefined;
    }
    at += found.length;
  }
  return at;
}
