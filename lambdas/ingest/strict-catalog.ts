import { refuse } from "../../lib/core/errors.ts";
import type { IdentifiedEvent } from "../../lib/core/events.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";
import { eventPlace } from "./event-place.ts";

/**
 * Throws a 422 `Refusal` for event types that the catalog doesn't list. A derived type doesn't count, because events
 * can't be sent with it. Events that were accepted before are not checked again.
 */
export function refuseUnlisted(
  events: IdentifiedEvent[],
  fresh: IdentifiedEvent[],
  catalog: Catalog,
  batch: boolean,
): void {
  const asked = new Set(fresh);
  const unlisted = (event: IdentifiedEvent): boolean => asked.has(event) && !catalog.lists(event.type);
  refuse(
    events.flatMap((event, index) =>
      unlisted(event) ? [{ path: `${eventPlace(index, batch)}/type`, message: "is not in the catalog" }] : [],
    ),
  );
}
