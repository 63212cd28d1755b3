/**
 * The bytes of a value as JSON, or infinity if they exceed a limit. A document may name one large value a
 * thousand times, and in YAML a value may have no end: so it is only written once it is known to be small.
 */
export function bytesUpTo(limit: number, value: unknown): number {
  if (value === undefined) return 0;
  if (isLonger(value, limit)) return Number.POSITIVE_INFINITY;
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
    return bytes > limit ? Number.POSITIVE_INFINITY : bytes;
  } catch {
    // It is too deep.
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether the names and texts in a value, and one character for each of its parts, are more than so many. */
function isLonger(value: unknown, limit: number): boolean {
  const waiting: unknown[] = [value];
  let size = 0;
  while (waiting.length > 0) {
    const one = waiting.pop();
    size += typeof one === "string" ? one.length : 1;
    if (size > limit) return true;
    if (typeof one !== "object" || one === null) continue;
    for (const name in one) {
      size += Array.isArray(one) ? 1 : name.length;
      if (size > limit) return true;
      waiting.push((one as Record<string, unknown>)[name]);
    }
  }
  return false;
}
