/** Texts as literals of programming languages. A dialect's definition may have any character in it. */

/** A string of JavaScript, in double quotes. */
export const javascriptText = (text: string): string => quoted(text, (code) => `\\u{${code}}`);

/** A string of Python or Go, in double quotes. */
export const longText = (text: string): string => quoted(text, (code) => `\\U${code.padStart(8, "0")}`);

/** The inside of a template literal of JavaScript. */
export const insideTemplate = (text: string): string => javascriptText(text).slice(1, -1).replace(/[`$]/g, "\\$&");

/** The inside of an f-string of Python. */
export const insideFString = (text: string): string => longText(text).slice(1, -1).replace(/[{}]/g, "$&$&");

/** JSON's escapes mean the same in all three languages. What isn't ASCII is escaped as each of them does. */
const quoted = (text: string, escaped: (hexCode: string) => string): string =>
  JSON.stringify(text).replace(/[\u007f-\u{10ffff}]/gu, (char) => escaped((char.codePointAt(0) ?? 0).toString(16)));

/** A text inside a pattern of a regular expression, in all three languages. */
export const insidePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
