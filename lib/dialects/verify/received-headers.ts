/** Fetch's `Headers`, or an object as in Node, Express and Lambda. The case of names doesn't matter. */
export type HeadersLike =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * Returns a header's value, or undefined if the header is missing or empty. A repeated header is joined with commas, as
 * HTTP defines it, so code that expects a single value finds none that it can use.
 */
export function headerOf(headers: HeadersLike, name: string): string | undefined {
  const value = isFetchHeaders(headers) ? headers.get(name) : joined(headers, name.toLowerCase());
  return value || undefined;
}

const isFetchHeaders = (headers: HeadersLike): headers is { get(name: string): string | null } =>
  typeof headers.get === "function";

function joined(headers: object, name: string): string {
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]: [string, unknown]) => value)
    .filter((value) => typeof value === "string")
    .join(", ");
}
