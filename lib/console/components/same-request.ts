/** A request to the API. */
export interface SameRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path from `/api/v1` on, with escaped ids. */
  path: string;
  query?: ListFilters;
  /** The body, or its JSON text. */
  body?: object | string | undefined;
}

/** Values of the query string by name. */
export type ListFilters = Readonly<Record<string, string | undefined>>;
