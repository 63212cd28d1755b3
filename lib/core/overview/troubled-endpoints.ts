import type { Clock } from "../clock.ts";
import type { StandingStore } from "../health/health-store.ts";
import { NEVER_MS } from "../health/holding.ts";
import type { SubscriptionHead, SubscriptionHeads } from "../health/subscription-heads.ts";
import { type TroubledEndpoint, troubledEndpoint, worstFirst } from "../health/troubled.ts";
import { tenantsInTurn } from "../kit/tenants-in-turn.ts";
import type { StatusReader } from "../log/status-reader.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { KnownEndpoint } from "./oldest-waiting.ts";

export interface TroublePorts {
  health: Pick<StandingStore, "listDue">;
  heads: SubscriptionHeads;
  statuses: Pick<StatusReader, "getHealths">;
  now: Clock;
}

/** A troubled endpoint, and how people know it. */
export interface NamedTrouble extends TroubledEndpoint, Pick<SubscriptionHead, "tenantName" | "name" | "url"> {
  /**
   * How many other endpoints of the tenant are left out, only at the last one that is shown. Some of them may be deleted, or
   * switched off by hand.
   */
  more?: number;
}

/** The endpoints of all tenants that are in trouble. */
export interface AllTrouble {
  /** Worst first. Each tenant has its worst one here before any has its second. */
  shown: NamedTrouble[];
  /** Are there no others? */
  complete: boolean;
  /** Endpoints for which something is due, or that are paused. */
  known: KnownEndpoint[];
  /** Does `known` have all of them? */
  isWhole: boolean;
}

/** The most endpoints that are shown. */
export const MOST_SHOWN = 50;
const MOST_LOOKED_AT = 1_000;
/** The most subscriptions that are read. Some may be gone, or switched off by hand. */
const MOST_NAMED = 2 * MOST_SHOWN;

/**
 * Finds the endpoints of all tenants that fail, recover or are paused, and the subscriptions that Posthorn switched off.
 * An index has them, so others cost nothing.
 */
export async function allTrouble({ health, heads, statuses, now }: TroublePorts): Promise<AllTrouble> {
  const [due, off] = await Promise.all([health.listDue(NEVER_MS, MOST_LOOKED_AT), heads.listOff(MOST_LOOKED_AT)]);
  const healths = await statuses.getHealths(due.map(({ subscriptionId }) => subscriptionId));
  const known = due.flatMap((key) => {
    const one = healths.get(key.subscriptionId);
    return one ? [{ key, health: one }] : [];
  });
  const isOff = new Set(off.map(({ subscriptionId }) => subscriptionId));
  const waiting = known
    .filter(({ key }) => !isOff.has(key.subscriptionId))
    .flatMap((one) => troubledEndpoint(one.key, one.health, {}, now()) ?? []);
  const switchedOff = off.map(({ disabledAt: since, ...key }) => ({ ...key, state: "off" as const, since }));
  const found = tenantsInTurn(worstFirst([...waiting, ...switchedOff]));
  const looked = found.slice(0, MOST_NAMED);
  const headOf = await heads.getHeads(looked);
  const confirmed = looked.flatMap(({ tenantId, subscriptionId }) => {
    const head = headOf.get(subscriptionId);
    const key = { tenantId, subscriptionId };
    const trouble = head && troubledEndpoint(key, healths.get(subscriptionId), head, now());
    return trouble ? [withName(trouble, head)] : [];
  });
  const shown = worstFirst(confirmed.slice(0, MOST_SHOWN));
  const left = [...confirmed.slice(MOST_SHOWN), ...found.slice(MOST_NAMED)];
  const isWhole = due.length < MOST_LOOKED_AT;
  const complete = isWhole && off.length < MOST_LOOKED_AT && left.length === 0;
  return { shown: withMore(shown, left), complete, known, isWhole };
}

/** Notes at the last endpoint of each tenant how many others are left out. */
function withMore(shown: readonly NamedTrouble[], left: readonly SubscriptionKey[]): NamedTrouble[] {
  const leftOf = Map.groupBy(left, ({ tenantId }) => tenantId);
  const lastOf = new Map(shown.map((one) => [one.tenantId, one]));
  return shown.map((one) => {
    const more = lastOf.get(one.tenantId) === one ? leftOf.get(one.tenantId)?.length : undefined;
    return more === undefined ? one : { ...one, more };
  });
}

export const withName = (trouble: TroubledEndpoint, { tenantName, name, url }: SubscriptionHead): NamedTrouble => ({
  ...trouble,
  tenantName,
  ...(name !== undefined && { name }),
  url,
});
