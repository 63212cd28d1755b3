import { refuse } from "../../lib/core/errors.ts";
import type { IdentifiedEvent } from "../../lib/core/events.ts";
import { schemaCheck } from "../../lib/core/kit/json-schema.ts";
import { memoized } from "../../lib/core/kit/lru.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";

/** Compiles a schema when the first event needs it. */
const checkOf = memoized(1_000, (schema) => schemaCheck(JSON.parse(schema)));

/** Each of a hundred events may be slow, and filters run after them. The function has 29 s. */
const MOST_MS = 10_000;

/**
 * Throws a 422 `Refusal` when the data of an event doesn't fit the schema of its type, and the operator enforces the
 * schema. The problems name the paths that fail. Events that were accepted before are not checked again.
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
