/** One step of a JSON Pointer (RFC 6901): a slash and the escaped name. */
export const pointerPart = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Writes a JSON Pointer (RFC 6901): `["headers", "a/b"]` is `/headers/a~1b`. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => pointerPart(String(part))).join("");

/** The parts of a JSON Pointer: the inverse of `jsonPointer`. */
export const jsonPointerParts = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
