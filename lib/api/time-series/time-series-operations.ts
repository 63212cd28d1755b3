import type { Clock } from "../../core/clock.ts";
import type { StandingStore } from "../../core/health/health-store.ts";
import { type TroubledEndpoint, troubledEndpoint, worstFirst } from "../../core/health/troubled.ts";
import type { DeadLetterDesk } from "../../core/log/dead-letters.ts";
import type { StatusReader } from "../../core/log/status-reader.ts";
import type { TenantRef } from "../../core/model.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { CountPorts } from "../../core/tally/count-changes.ts";
import type { Resolution, TallyScope } from "../../core/tally/sheets.ts";
import type { TallyReader } from "../../core/tally/tally-store.ts";
import { pointSpan } from "../../core/tally/time-series.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import type { timeSeriesRoutes } from "./time-series-routes.ts";
import { seriesView } from "./time-series-views.ts";

export interface TimeSeriesPorts {
  tallies: TallyReader;
  tenants: CountPorts["tenants"];
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
  health: Pick<StandingStore, "listDue">;
  statuses: Pick<StatusReader, "getHealths">;
  deadLetters: Pick<DeadLetterDesk, "countLetters">;
  now: Clock;
}

/** The most endpoints in an overview, and the most that it looks at. */
const MOST_SHOWN = 50;
const MOST_LOOKED_AT = 1_000;

interface SeriesQuery {
  resolution: Resolution;
  since?: string | undefined;
  until?: string | undefined;
}

/** Serves time series, and the overview of an operator or of one tenant. */
export function timeSeriesOperations(ports: TimeSeriesPorts): Operations<typeof timeSeriesRoutes> {
  const { tallies, tenants, subscriptions, health, statuses, deadLetters, now } = ports;

  async function seriesOf(scope: TallyScope, { resolution, since, until }: SeriesQuery) {
    const [sinceMs, untilMs] = [since, until].map((time) => (time === undefined ? undefined : Date.parse(time)));
    const span = pointSpan(resolution, { sinceMs, untilMs }, now());
    return seriesView(await tallies.readPoints(scope, resolution, span.sinceMs, span.untilMs), resolution, span);
  }

  async function overviewOf(tenant: TenantRef, query: SeriesQuery) {
    const [series, endpoints] = await Promise.all([seriesOf(tenant, query), troubleOf(tenant)]);
    return { ...series, endpoints };
  }

  async function overview(query: SeriesQuery) {
    const [series, endpoints, letters] = await Promise.all([
      seriesOf("operator", query),
      dueTrouble(),
      deadLetters.countLetters(),
    ]);
    return { ...series, endpoints, deadLetters: letters.readable + letters.unreadable };
  }

  /** The endpoints of a tenant that are in trouble, among those of its oldest subscriptions. */
  async function troubleOf({ tenantId }: TenantRef) {
    const all = await subscriptions.listSubscriptions(tenantId);
    const looked = all.slice(0, MOST_LOOKED_AT);
    const healths = await statuses.getHealths(looked.map(({ id }) => id));
    const found = looked.flatMap(
      (one) => troubledEndpoint(subscriptionKeyOf(one), healths.get(one.id), one, now()) ?? [],
    );
    return shown(found, looked.length === all.length);
  }

  /** The endpoints in trouble for which something is due. The index of what is due has them at no cost for all others. */
  async function dueTrouble() {
    const due = await health.listDue(Number.MAX_SAFE_INTEGER, MOST_LOOKED_AT);
    const healths = await statuses.getHealths(due.map(({ subscriptionId }) => subscriptionId));
    const found = due.flatMap((key) => troubledEndpoint(key, healths.get(key.subscriptionId), {}, now()) ?? []);
    return shown(found, due.length < MOST_LOOKED_AT);
  }

  return {
    readTimeSeries: async ({ query, ...request }) => {
      const { id: subscriptionId } = await findSubscription(subscriptions, request);
      return jsonAnswer(200, await seriesOf({ subscriptionId }, query));
    },

    readOverview: async ({ query: { tenantId, ...query } }) => {
      if (tenantId === undefined) return jsonAnswer(200, await overview(query));
      const tenant = (await tenants.getTenants([tenantId])).get(tenantId);
      if (!tenant) throw notFound();
      return jsonAnswer(200, await overviewOf({ tenantId, incarnation: tenant.incarnation }, query));
    },
  };
}

const shown = (found: readonly TroubledEndpoint[], isWhole: boolean) => ({
  data: worstFirst(found).slice(0, MOST_SHOWN),
  complete: isWhole && found.length <= MOST_SHOWN,
});
