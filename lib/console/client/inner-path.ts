const SOMEWHERE = "https://inner.invalid";

/**
 * The path and query of a place inside the app. Returns undefined for anything that leads elsewhere, such as
 * `//example.com` or `/\example.com`: browsers read both as another host.
 */
export function innerPath(text: string | undefined): string | undefined {
  if (!text?.startsWith("/") || !URL.canParse(text, SOMEWHERE)) return undefined;
  const { origin, pathname, search } = new URL(text, SOMEWHERE);
  return origin === SOMEWHERE && !pathname.startsWith("//") ? pathname + search : undefined;
}
