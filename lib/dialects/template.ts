/** Makes a text of values. */
export type Template<Values> = (values: Values) => string;

export type Fillers<Values> = Readonly<Record<string, (values: Values) => string>>;

/** A template's pieces: text at even places, the names of placeholders at odd ones. */
export const piecesOf = (template: string): string[] => template.split(/\{([A-Za-z]+)\}/);

/** Compiles a template once, so that filling it in takes no search. */
export function textTemplate<Values>(template: string, fillers: Fillers<Values>): Template<Values> {
  const pieces = piecesOf(template).map((piece, index) => (index % 2 === 0 ? () => piece : fillerOf(piece, fillers)));
  return joined(pieces);
}

/** The function that makes a text of the texts that others make. */
export function joined<Values>(pieces: readonly Template<Values>[]): Template<Values> {
  return function fill(values) {
    let text = "";
    for (const piece of pieces) text += piece(values);
    return text;
  };
}

/** What stands in a placeholder's place; an unknown one stays as it is written. */
export function fillerOf<Values>(name: string, fillers: Fillers<Values>): Template<Values> {
  const filler = Object.hasOwn(fillers, name) ? fillers[name] : undefined;
  return filler ?? (() => `{${name}}`);
}
