import { haveText, type SubscriptionNames, searchedNames } from "../../../lib/core/find/subscription-names.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memorySubscriptionNames = (world: MemoryWorld): SubscriptionNames => ({
  findNamed: async (folded) =>
    world.faults.call("findNamed", () => {
      const all = world.subscriptions.values().map(({ id: subscriptionId, tenantId, ...names }) => ({
        tenantId,
        subscriptionId,
        ...searchedNames(names),
      }));
      const found = all
        .filter((names) => haveText(names, folded))
        .sort((a, b) => (a.subscriptionId > b.subscriptionId ? -1 : 1))
        .map(({ foldedUrl: _url, ...named }) => named);
      return { found, complete: true };
    }),
});
