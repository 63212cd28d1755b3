/** The path and query of a request, decoded as API Gateway does. */
export interface RequestTarget {
  /** Decoded: HTTP APIs, unlike REST APIs, hand the path on without its percent-encoding. */
  path: string;
  segments: string[];
  /** As it was sent. */
  rawQuery: string;
  /** Decoded; the values of a repeated name are joined with commas. */
  query: Record<string, string> | undefined;
}

/** Undefined when the target is no path, or its percent-encoding is broken. */
export function parseTarget(target: string): RequestTarget | undefined {
  if (!target.startsWith("/")) return undefined;
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const rawQuery = mark < 0 ? "" : target.slice(mark + 1);
  try {
    const segments = rawPath.slice(1).split("/").map(decodeURIComponent);
    return { path: `/${segments.join("/")}`, segments, rawQuery, query: parseQuery(rawQuery) };
  } catch {
    return undefined;
  }
}

function parseQuery(rawQuery: string): Record<string, string> | undefined {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = query.get(name);
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return query.size > 0 ? Object.fromEntries(query) : undefined;
}
