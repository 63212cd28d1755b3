/** Fills a template: makes its text from the values. */
export type FillTemplate<Values> = (values: Values) => string;

/** The functions that fill placeholders, by placeholder name. */
export type Fillers<Values> = Readonly<Record<string, FillTemplate<Values>>>;

/** Splits a template into pieces: text at even positions, placeholder names at odd ones. */
export const piecesOf = (template: string): string[] => template.split(/\{([A-Za-z]+)\}/);

/** Compiles a template once, so that filling it needs no search. */
export function textTemplate<Values>(template: string, fillers: Fillers<Values>): FillTemplate<Values> {
  const pieces = piecesOf(template).map((piece, index) => (index % 2 === 0 ? () => piece : fillerOf(piece, fillers)));
  return concatenation(pieces);
}

/** Returns a function that fills the pieces and concatenates them. */
export function concatenation<Values>(pieces: readonly FillTemplate<Values>[]): FillTemplate<Values> {
  return function fill(values) {
    let text = "";
    for (const piece of pieces) text += piece(values);
    return text;
  };
}

/** Returns a placeholder's filler. An unknown placeholder stays in the text as written. */
export function fillerOf<Values>(name: string, fillers: Fillers<Values>): FillTemplate<Values> {
  const filler = Object.hasOwn(fillers, name) ? fillers[name] : undefined;
  return filler ?? (() => `{${name}}`);
}
