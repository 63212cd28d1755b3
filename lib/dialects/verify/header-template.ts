/**
 * Patterns of the strings that placeholders can stand for. An id has no dot, because a dot ends it in a signed text.
 */
const PATTERNS = {
  id: "[A-Za-z0-9_-]{1,256}",
  deliveryId: "[A-Za-z0-9_-]{1,256}",
  timestamp: "[0-9]{1,12}",
  type: "[A-Za-z0-9_.-]{1,256}",
  signature: ".{1,4096}",
} as const;

/** A placeholder that headers can have. */
export type Placeholder = keyof typeof PATTERNS;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(PATTERNS, name);

/** Splits a template into pieces: text at even positions, placeholder names at odd ones. */
export const templatePieces = (template: string): string[] => template.split(/\{([A-Za-z]+)\}/);

/** Returns the header placeholders in a template, each once. */
export const placeholdersOf = (template: string): Placeholder[] => [
  ...new Set(templatePieces(template).filter(isNamed)),
];

const isNamed = (piece: string, at: number): piece is Placeholder => at % 2 === 1 && isPlaceholder(piece);

/** Returns the text of a placeholder, or undefined if the template doesn't match the whole text. */
export function valueIn(text: string, template: string, placeholder: Placeholder): string | undefined {
  const pattern = templatePieces(template).map((piece, at) => {
    if (at % 2 === 0) return literal(piece);
    if (!isPlaceholder(piece)) return literal(`{${piece}}`);
    return piece === placeholder ? `(${PATTERNS[piece]})` : PATTERNS[piece];
  });
  return new RegExp(`^${pattern.join("")}$`).exec(text)?.[1];
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
