import { stringEnd } from "./raw-json.ts";

const QUOTE = 0x22;

/** Tells whether a JSON value is nested deeper than `levels`. Recurses at most that deep, so it needs little stack. */
export function valueNestedDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => valueNestedDeeperThan(levels - 1, member));
}

/**
 * Tells whether a JSON text is nested deeper than `levels`. Reads the text once, and stops as soon as it knows. The text
 * must be valid JSON.
 */
export function nestedDeeperThan(levels: number, text: string): boolean {
  // Each level takes an opening and a closing character.
  if (text.length <= 2 * levels) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = stringEnd(text, at) - 1;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > levels) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}
