import type { Catalog } from "../../lib/core/catalog.ts";
import { refuse } from "../../lib/core/errors.ts";
import type { IdentifiedEvent } from "../../lib/core/events.ts";

/**
 * Refuses events whose data does not fit the schema of their type, where the operator enforces it, naming the
 * paths that fail. Those accepted before are not asked again.
 */
export function refuseUnfit(events: IdentifiedEvent[], fresh: IdentifiedEvent[], catalog: Catalog): void {
  const asked = new Set(fresh);
  const problems = events.flatMap((event, index) => {
    const check = asked.has(event) ? catalog.enforced(event.type) : undefined;
    if (!check) return [];
    const place = events.length > 1 ? `/events/${index}/data` : "/data";
    return check(JSON.parse(event.data)).map(({ path, message }) => ({ path: place + path, message }));
  });
  refuse(problems);
}
