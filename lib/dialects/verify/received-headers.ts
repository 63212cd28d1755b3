/** Fetch's `Headers`, or an object as Node, Express and Lambda have it, with names in any case of letters. */
export type HeadersLike =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * The value of a header, or undefined when it is absent or empty. One that came several times is joined with
 * commas, as HTTP has it: what expects a single value then finds none that it can use.
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
