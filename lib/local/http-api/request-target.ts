/** The path and query of a request, decoded as API Gateway decodes them. */
export interface RequestTarget {
  /** Decoded. Unlike REST APIs, HTTP APIs pass the path on without its percent-encoding. */
  path: string;
  segments: string[];
  /** The query string exactly as the client sent it. */
  rawQuery: string;
  /** Decoded. The values of a repeated name are joined with commas. */
  query: Record<string, string> | undefined;
}

/** Returns undefined when the target is not a path, or when its percent-encoding is invalid. */
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
