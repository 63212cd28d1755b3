import { unescaped } from "./unescaped.ts";

/** Shorter parts of a value, such as a scheme's name, are too common to be hidden. */
const SHORTEST_PART = 3;

const BASIC = /^basic\s+([a-z0-9+/_-]+=*)$/i;

/** The texts to look for, longest first, so that a value hides as a whole: hidden values and their parts. */
export function needlesOf(values: readonly string[]): string[] {
  const spelled = values.flatMap(plainOf).flatMap(spellingsOf).map(folded);
  return [...new Set(spelled)].filter((text) => text !== "").sort((a, b) => b.length - a.length);
}

/** Text without differences that an echo may make: of case (in ASCII, which keeps its length), and of `+` for a blank. */
export const folded = (text: string): string =>
  text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()).replaceAll("+", " ");

/** A value, its parts after the first, and the credentials in it if they are Basic (RFC 7617). */
function plainOf(value: string): string[] {
  const [, ...parts] = value.trim().split(/\s+/);
  const credentials = Buffer.from(BASIC.exec(value)?.[1] ?? "", "base64").toString();
  const password = credentials.slice(credentials.indexOf(":") + 1);
  return [value.trim(), ...[...parts, credentials, password].filter((part) => part.length >= SHORTEST_PART)];
}

/** What the escaped forms of a text become once their escapes are undone: usually the text, always. */
const spellingsOf = (text: string): string[] =>
  [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)].map((spelling) => unescaped(spelling).text);
