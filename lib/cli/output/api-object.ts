/** A JSON object in an answer of the API. */
export type ApiObject = Record<string, unknown>;
