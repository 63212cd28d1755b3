import type { Announcer } from "../delivery/announcer.ts";
import { OWN_TYPES } from "../matching/event-types.ts";
import type { ExhaustedDigests } from "./alert-store.ts";

/**
 * Announces exhausted deliveries, and counts them for their subscriptions' alerts. After a failure, perhaps twice. Leaves
 * out events of Posthorn's own: an alert about an alert that can't be delivered would come back for ever.
 */
export const withDigests = (announcer: Announcer, digests: Pick<ExhaustedDigests, "addExhausted">): Announcer => ({
  async announceExhausted(deliveries) {
    const others = deliveries.filter(({ type }) => !type.startsWith(OWN_TYPES));
    if (others.length === 0) return;
    await announcer.announceExhausted(others);
    await digests.addExhausted(others);
  },
});
