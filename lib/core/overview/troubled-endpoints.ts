import type { Clock } from "../clock.ts";
import type { StandingStore } from "../health/health-store.ts";
import { NEVER_MS } from "../health/holding.ts";
import type { SubscriptionHead, SubscriptionHeads } from "../health/subscription-heads.ts";
import { type TroubledEndpoint, troubledEndpoint, worstFirst } from "../health/troubled.ts";
import type { StatusReader } from "../log/status-reader.ts";
import type { KnownEndpoint } from "./oldest-waiting.ts";

export interface TroublePorts {
  health: Pick<StandingStore, "listDue">;
  heads: SubscriptionHeads;
  statuses: Pick<StatusReader, "getHealths">;
  now: Clock;
}

/** A troubled endpoint, and how people know it. */
export type NamedTrouble = TroubledEndpoint & Pick<SubscriptionHead, "tenantName" | "name" | "url">;

/** The endpoints of all tenants that are in trouble. */
export interface AllTrouble {
  /** Worst first. */
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
  const found = worstFirst([...waiting, ...switchedOff]);
  const named = found.slice(0, MOST_NAMED);
  const headOf = await heads.getHeads(named);
  const confirmed = named.flatMap(({ tenantId, subscriptionId }) => {
    const head = headOf.get(subscriptionId);
    const key = { tenantId, subscriptionId };
    const trouble = head && troubledEndpoint(key, healths.get(subscriptionId), head, now());
    return trouble ? [withName(trouble, head)] : [];
  });
  const isWhole = due.length < MOST_LOOKED_AT;
  const complete =
    isWhole && off.length < MOST_LOOKED_AT && found.length <= MOST_NAMED && confirmed.length <= MOST_SHOWN;
  return { shown: confirmed.slice(0, MOST_SHOWN), complete, known, isWhole };
}

export const withName = (trouble: TroubledEndpoint, { tenantName, name, url }: SubscriptionHead): NamedTrouble => ({
  ...trouble,
  tenantName,
  ...(name !== undefined && { name }),
  url,
});
