import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { CountPorts } from "../../core/tally/count-changes.ts";
import type { Resolution, TallyScope } from "../../core/tally/sheets.ts";
import type { TallyReader } from "../../core/tally/tally-store.ts";
import { pointSpan } from "../../core/tally/time-series.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import { type OverviewPorts, overviewOf } from "./overview.ts";
import type { timeSeriesRoutes } from "./time-series-routes.ts";
import { seriesView } from "./time-series-views.ts";

export interface TimeSeriesPorts extends OverviewPorts {
  tallies: TallyReader;
  tenants: CountPorts["tenants"];
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
}

interface SeriesQuery {
  resolution: Resolution;
  since?: string | undefined;
  until?: string | undefined;
}

/** Serves time series, and the overview of an operator or of one tenant. */
export function timeSeriesOperations(ports: TimeSeriesPorts): Operations<typeof timeSeriesRoutes> {
  const { tallies, tenants, subscriptions, now } = ports;
  const overview = overviewOf(ports);

  async function seriesOf(scope: TallyScope, { resolution, since, until }: SeriesQuery) {
    const [sinceMs, untilMs] = [since, until].map((time) => (time === undefined ? undefined : Date.parse(time)));
    const span = pointSpan(resolution, { sinceMs, untilMs }, now());
    return seriesView(await tallies.readPoints(scope, resolution, span.sinceMs, span.untilMs), resolution, span);
  }

  async function overviewIn(scope: TallyScope, query: SeriesQuery, more: Promise<object>) {
    const [series, rest] = await Promise.all([seriesOf(scope, query), more]);
    return { ...series, ...rest };
  }

  return {
    readTimeSeries: async ({ query, ...request }) => {
      const { id: subscriptionId } = await findSubscription(subscriptions, request);
      return jsonAnswer(200, await seriesOf({ subscriptionId }, query));
    },

    readOverview: async ({ query: { tenantId, ...query } }) => {
      if (tenantId === undefined) return jsonAnswer(200, await overviewIn("operator", query, overview.all()));
      const tenant = (await tenants.getTenants([tenantId])).get(tenantId);
      if (!tenant) throw notFound();
      const of = { tenantId, incarnation: tenant.incarnation };
      return jsonAnswer(200, await overviewIn(of, query, overview.ofTenant(of)));
    },
  };
}
