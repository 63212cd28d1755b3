/** What is kept of an answer's headers: so many, and so many bytes of names and values together. */
const MAX_HEADERS = 32;
const MAX_BYTES = 2048;

/** Whatever is not plain ASCII: in the bytes of a header its encoding is anyone's guess, and its effect in a terminal too. */
const UNSAFE = /[^\t\x20-\x7e]/g;

/**
 * The headers of an answer that are kept, by lower-case name, in their order; those that come twice are joined.
 * Cookies are left out: they may let their holder in somewhere.
 *
 * @param raw names and values in turn, as Node gives them
 */
export function answerHeadersOf(raw: readonly string[]): Record<string, string> {
  const kept = new Map<string, string>();
  let bytes = 0;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase();
    const value = (raw[i + 1] ?? "").replace(UNSAFE, "?");
    const before = kept.get(name);
    const more = value.length + (before === undefined ? name.length : 2);
    if (name === "set-cookie" || bytes + more > MAX_BYTES || (before === undefined && kept.size >= MAX_HEADERS))
      continue;
    bytes += more;
    kept.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(kept);
}
