/**
 * Indents JSON text for reading. Numbers that a double can't hold, and all else, stay as they were written. Text that
 * isn't JSON stays unchanged.
 */
export function indentedJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/gs) ?? [];
  return parts
    .map((part, i) => {
      if (part === "{" || part === "[") return isClosing(parts[i + 1]) ? part : part + newLine(++depth);
      if (isClosing(part)) return isOpening(parts[i - 1]) ? part : newLine(--depth) + part;
      if (part === ",") return part + newLine(depth);
      return part === ":" ? ": " : part;
    })
    .join("");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const newLine = (depth: number): string => `\n${"  ".repeat(depth)}`;
const isClosing = (part: string | undefined): boolean => part === "}" || part === "]";
const isOpening = (part: string | undefined): boolean => part === "{" || part === "[";
