import { isJson } from "./is-json.ts";

/** Indenting data that is nested to the limit of 512 levels would make 500 characters of each one. */
const MOST_GROWTH = { factor: 4, characters: 65_536 };

/**
 * Indents JSON text for reading. Numbers that a double can't hold, and all else, stay as they were written. Text that
 * isn't JSON, or that would become too long, stays unchanged.
 */
export function indentedJson(text: string): string {
  if (!isJson(text)) return text;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/gs) ?? [];
  const most = text.length * MOST_GROWTH.factor + MOST_GROWTH.characters;
  let depth = 0;
  let shown = "";
  for (const [i, part] of parts.entries()) {
    if (isClosing(part) && !isOpening(parts[i - 1])) shown += newLine(--depth);
    shown += part === ":" ? ": " : part;
    if (part === "," || (isOpening(part) && !isClosing(parts[i + 1]))) shown += newLine(part === "," ? depth : ++depth);
    if (shown.length > most) return text;
  }
  return shown;
}

const newLine = (depth: number): string => `\n${"  ".repeat(depth)}`;
const isClosing = (part: string | undefined): boolean => part === "}" || part === "]";
const isOpening = (part: string | undefined): boolean => part === "{" || part === "[";
