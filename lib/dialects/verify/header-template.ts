/** What a placeholder may stand for. An id has no dot: that separates it from what follows in a signed text. */
const PATTERNS = {
  id: "[A-Za-z0-9_-]{1,256}",
  deliveryId: "[A-Za-z0-9_-]{1,256}",
  timestamp: "[0-9]{1,12}",
  type: "[A-Za-z0-9_.-]{1,256}",
  signature: ".{1,4096}",
} as const;

/** What stands in headers. */
export type Placeholder = keyof typeof PATTERNS;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(PATTERNS, name);

/** A template's pieces: text at even places, the names of placeholders at odd ones. */
export const piecesOf = (template: string): string[] => template.split(/\{([A-Za-z]+)\}/);

/** The placeholders of headers that a template names. */
export const placeholdersOf = (template: string): Placeholder[] => [...new Set(piecesOf(template).filter(isNamed))];

const isNamed = (piece: string, at: number): piece is Placeholder => at % 2 === 1 && isPlaceholder(piece);

/** What a placeholder of a template stands for in a text, or undefined when the text is not made by the template. */
export function valueIn(text: string, template: string, placeholder: Placeholder): string | undefined {
  const pattern = piecesOf(template).map((piece, at) => {
    if (at % 2 === 0) return literal(piece);
    if (!isPlaceholder(piece)) return literal(`{${piece}}`);
    return piece === placeholder ? `(${PATTERNS[piece]})` : PATTERNS[piece];
  });
  return new RegExp(`^${pattern.join("")}$`).exec(text)?.[1];
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
