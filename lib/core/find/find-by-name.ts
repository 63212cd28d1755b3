import type { SubscriptionHead, SubscriptionHeads } from "../health/subscription-heads.ts";
import { foldedText } from "../kit/folded-text.ts";
import { tenantsInTurn } from "../kit/tenants-in-turn.ts";
import { type Findings, type FoundThing, MOST_FOUND } from "./found-thing.ts";
import { haveText, type NamedSubscription, type SubscriptionNames, searchedNames } from "./subscription-names.ts";

export interface NameFinderPorts {
  names: SubscriptionNames;
  heads: Pick<SubscriptionHeads, "getHeads">;
}

/**
 * Finds subscriptions of all tenants by a part of their name or URL, in upper or lower case. The best one of each tenant
 * comes first, then the second best of each, and so on: tenants choose names, and none can hide another's subscription.
 */
export function nameFinder({ names, heads }: NameFinderPorts) {
  return async function find(text: string): Promise<Findings> {
    const wanted = foldedText(text);
    const { found, complete } = await names.findNamed(wanted);
    const first = tenantsInTurn(bestFirst(found, wanted)).slice(0, MOST_FOUND);
    const headOf = await heads.getHeads(first);
    const present = first.flatMap(({ subscriptionId }) => headOf.get(subscriptionId) ?? []);
    return {
      // A subscription may have been changed since it was found.
      found: present.filter((head) => haveText(searchedNames(head), wanted)).map(thingAt),
      complete: complete && found.length <= MOST_FOUND,
    };
  };
}

/** Keeps the order of subscriptions whose names fit equally well. */
const bestFirst = (found: readonly NamedSubscription[], wanted: string): NamedSubscription[] =>
  found.toSorted((a, b) => distance(a, wanted) - distance(b, wanted));

/** The name is the text, begins with it, or contains it. Otherwise the URL does. */
function distance({ foldedName }: NamedSubscription, wanted: string): number {
  if (foldedName === wanted) return 0;
  if (foldedName.startsWith(wanted)) return 1;
  return foldedName.includes(wanted) ? 2 : 3;
}

const thingAt = ({ id, tenantId, tenantName, name, url }: SubscriptionHead): FoundThing => ({
  type: "subscription",
  id,
  tenantId,
  tenantName,
  name,
  url: url || undefined,
});
