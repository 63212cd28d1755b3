import { randomBytes } from "node:crypto";
import type { Admission } from "../admission.ts";
import type { Clock } from "../clock.ts";
import { Refusal } from "../errors.ts";
import { lru } from "../kit/lru.ts";
import { demandMeter } from "./demand-meter.ts";
import type { MeasuredRate, RateUnit, TenantRates, TenantRateWriter } from "./tenant-rates.ts";

export interface TenantLimitPorts {
  rates: TenantRateWriter;
  now: Clock;
}

interface LimitOptions {
  unit: RateUnit;
  /** The limit of each tenant, over all functions. */
  perSecond: number;
}

/** Counts what a tenant asks for. Rejects with a 429 `Refusal` above the limit. */
export type TenantLimit = (admission: Pick<Admission, "tenant" | "rates">, count: number) => Promise<void>;

const KEPT_TENANTS = 10_000;
const REPORT_MS = 1_000;
/** A rate counts as current for this long. Its function writes the next one earlier if the tenant goes on. */
const CURRENT_MS = 3_000;

/**
 * A function that has served this share of the limit for this long makes itself known once a minute: the others would
 * not notice that all of them together are near the limit.
 */
const NOTABLE = { share: 1 / 16, seconds: 10, everyMs: 60_000 };
const OUTDATED_MS = NOTABLE.everyMs + CURRENT_MS;

/**
 * Limits each tenant, so that it can't use up what all tenants share. Each function counts in memory. It writes its rate
 * to the tenant's row, at most once a second, while the known total is above half the limit. Every request reads that
 * row anyway. Then each function admits its share of the limit, in proportion to what it is asked for.
 */
export function tenantLimit({ rates, now }: TenantLimitPorts, { unit, perSecond }: LimitOptions): TenantLimit {
  const name = `${unit}-${randomBytes(4).toString("hex")}`;
  const demands = lru<ReturnType<typeof demandMeter>>(KEPT_TENANTS);

  return async function limit({ tenant, rates: known }, count) {
    if (!tenant) return;
    const nowMs = now();
    const demand = demands.get(tenant.id) ?? demandMeter(perSecond * NOTABLE.share);
    demands.set(tenant.id, demand);
    const mine = demand.add(count, nowMs);
    const share = (perSecond * mine) / (mine + othersIn(known, nowMs, CURRENT_MS));
    const excess = demand.take(count, share, nowMs);
    if (isDue(demand, mine + othersIn(known, nowMs, OUTDATED_MS), nowMs)) {
      demand.reportedMs = nowMs;
      await report(tenant.id, { unit, perSecond: mine, atMs: nowMs }, known);
    }
    if (excess > 0) throw tooMany(unit, perSecond, Math.ceil(excess / share));
  };

  function isDue(demand: ReturnType<typeof demandMeter>, total: number, nowMs: number): boolean {
    const sinceMs = nowMs - demand.reportedMs;
    if (total >= perSecond / 2) return sinceMs >= REPORT_MS;
    return sinceMs >= NOTABLE.everyMs && demand.notableSeconds(nowMs) >= NOTABLE.seconds;
  }

  /** A limit that can't be shared still holds within each function. */
  async function report(tenantId: string, rate: MeasuredRate, known: TenantRates | undefined): Promise<void> {
    const outdated = Object.entries(known ?? {})
      .filter(([other, { atMs }]) => other !== name && rate.atMs - atMs >= OUTDATED_MS)
      .map(([other]) => other);
    await rates.putRate(tenantId, name, rate, known, outdated).catch(() => undefined);
  }

  function othersIn(known: TenantRates | undefined, nowMs: number, currentMs: number): number {
    return Object.entries(known ?? {})
      .filter(([other, rate]) => other !== name && rate.unit === unit && nowMs - rate.atMs < currentMs)
      .reduce((sum, [, rate]) => sum + rate.perSecond, 0);
  }
}

const tooMany = (unit: RateUnit, perSecond: number, seconds: number): Refusal =>
  new Refusal(429, `The tenant's limit is ${perSecond} ${unit} a second.`, [], Math.max(1, seconds));
