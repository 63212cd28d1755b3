import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { safeJson } from "./text.ts";

/** Indents JSON text. A number that a double can't hold stays unchanged. */
export function indented(text: string): string {
  let depth = 0;
  const parts = safeJson(text).match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/gs) ?? [];
  return parts
    .map((part, i) => {
      if (part === "{" || part === "[") return isClosing(parts[i + 1]) ? part : part + newLine(++depth);
      if (isClosing(part)) return isOpening(parts[i - 1]) ? part : newLine(--depth) + part;
      if (part === ",") return part + newLine(depth);
      return part === ":" ? ": " : part;
    })
    .join("");
}

const newLine = (depth: number): string => `\n${"  ".repeat(depth)}`;
const isClosing = (part: string | undefined): boolean => part === "}" || part === "]";
const isOpening = (part: string | undefined): boolean => part === "{" || part === "[";

/** The raw text of a member of an object. */
export const rawMember = (text: string, name: string): string | undefined => rawMembers(text).get(name);

/** Joins several pages into one. The raw text of each item stays unchanged. */
export function joinedPages(pages: string[], next: string | null): string {
  const items = pages.flatMap((page) => rawElements(rawMember(page, "data") ?? "[]"));
  return `{"data":[${items.join(",")}],"next":${JSON.stringify(next)}}`;
}
