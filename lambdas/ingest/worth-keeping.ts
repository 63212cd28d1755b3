import type { IdentifiedEvent } from "../../lib/core/events.ts";
import { isOwnType } from "../../lib/core/matching/event-types.ts";
import type { Matched } from "./accepted-event.ts";
import type { SortedEvents } from "./claimed-events.ts";

/**
 * Leaves out events of Posthorn's own that nobody subscribes to.
 *
 * @param all the matches of each fresh event, and then of each event that is accepted again
 */
export function worthKeeping(
  { fresh }: SortedEvents,
  all: Matched[],
): { wanted: IdentifiedEvent[]; matched: Matched[] } {
  const isDropped = (index: number) => {
    const [event, fields] = [fresh[index], all[index]?.fields];
    return event !== undefined && isOwnType(event.type) && fields !== undefined && matchesNobody(fields);
  };
  return {
    wanted: fresh.filter((_, index) => !isDropped(index)),
    matched: all.filter((_, index) => !isDropped(index)),
  };
}

const matchesNobody = ({ subscriptionIds, undecidedIds = [] }: Matched["fields"]): boolean =>
  subscriptionIds.length + undecidedIds.length === 0;
