/** The number of answer headers to keep. */
const MAX_HEADERS = 32;
/** The total length of their names and values. */
const MAX_BYTES = 2048;

/** Anything but plain ASCII. Headers don't declare an encoding, and control characters can be unsafe in a terminal. */
const UNSAFE = /[^\t\x20-\x7e]/g;

/**
 * Returns the answer headers to keep, by lower-case name, in their order. Repeated headers are joined with a comma.
 * Cookies are left out because they can grant access.
 *
 * @param raw alternating names and values, as in Node's `rawHeaders`
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
