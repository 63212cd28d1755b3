/** A JSON object of the API. */
export type Row = Record<string, unknown>;
