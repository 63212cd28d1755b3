/** One step of a JSON Pointer (RFC 6901): a slash and the escaped name. */
export const pointerPart = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
