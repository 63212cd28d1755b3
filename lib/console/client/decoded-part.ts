/** A part of an address without its escapes. Anybody can write an address with `%zz`, which is no escape: it stays. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
