import { refuse } from "../../lib/core/errors.ts";
import type { IdentifiedEvent } from "../../lib/core/events.ts";
import { schemaCheck } from "../../lib/core/kit/json-schema.ts";
import { memoized } from "../../lib/core/kit/lru.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";

/** Compiled when the first event comes that must fit. */
const checkOf = memoized(1_000, (schema) => schemaCheck(JSON.parse(schema)));

/** Of a hundred events each may be slow, and filters take time after them: the function has 29 s. */
const MOST_MS = 10_000;

/**
 * Refuses events whose data does not fit the schema of their type, where the operator enforces it, naming the
 * paths that fail. Those accepted before are not asked again.
 */
export function refuseUnfit(
  events: IdentifiedEvent[],
  fresh: IdentifiedEvent[],
  catalog: Catalog,
  withinMs = MOST_MS,
): void {
  const until = performance.now() + withinMs;
  const asked = new Set(fresh);
  const problems = events.flatMap((event, index) => {
    const schema = asked.has(event) ? catalog.enforcedSchema(event.type) : undefined;
    if (schema === undefined) return [];
    const place = events.length > 1 ? `/events/${index}/data` : "/data";
    return checkOf(schema)(JSON.parse(event.data), until - performance.now()).map(({ path, message }) => ({
      path: place + path,
      message,
    }));
  });
  refuse(problems);
}
