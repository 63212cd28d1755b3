import { refuse } from "../../lib/core/errors.ts";
import type { IdentifiedEvent } from "../../lib/core/events.ts";
import { schemaCheck } from "../../lib/core/kit/json-schema.ts";
import { memoized } from "../../lib/core/kit/lru.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";
import { eventPlace } from "./event-place.ts";

/** Compiles a schema when the first event needs it. */
const checkOf = memoized(1_000, (schema) => schemaCheck(JSON.parse(schema)));

/**
 * The longest time for the checks of a request. A hundred events may each be slow, filters run after the checks, and
 * the function has 29 s in all.
 */
const MAX_MS = 10_000;

/**
 * Throws a 422 `Refusal` if the operator enforces the schema of an event's type, and the event's data isn't valid
 * against it. The problems name the invalid paths. Events that were accepted before are not checked again.
 */
export function refuseUnfit(
  events: IdentifiedEvent[],
  fresh: IdentifiedEvent[],
  catalog: Catalog,
  withinMs = MAX_MS,
  batch = events.length > 1,
): void {
  const until = performance.now() + withinMs;
  const asked = new Set(fresh);
  const problems = events.flatMap((event, index) => {
    const schema = asked.has(event) ? catalog.enforcedSchema(event.type) : undefined;
    if (schema === undefined) return [];
    const place = `${eventPlace(index, batch)}/data`;
    return checkOf(schema)(JSON.parse(event.data), until - performance.now()).map(({ path, message }) => ({
      path: place + path,
      message,
    }));
  });
  refuse(problems);
}
