import { setTimeout as sleep } from "node:timers/promises";
import { steadily } from "../bench/support/load.ts";
import type { Result } from "../bench/support/result.ts";
import { until } from "./support/arrived.ts";
import { withWorld } from "./support/world.ts";

const TENANTS = 6;
const ENDPOINTS = 5;
const PER_SECOND = 20;
const WARM_UP_SECONDS = 10;
const OUTAGE_SECONDS = 120;
/** Messages wait up to a few minutes after a failure inside Posthorn. */
const PATIENCE_MS = 600_000;

interface Page {
  data: { state: string; attemptCount: number }[];
}

/** No endpoint of any tenant can be reached for two minutes. */
export const afterNetworkOutage = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const tenants = await Promise.all(Array.from({ length: TENANTS }, (_, n) => tenant(`tenant-${n}`)));
    const flows = await Promise.all(
      tenants.flatMap((owner, n) =>
        Array.from({ length: ENDPOINTS }, async (_, e) => {
          const endpoint = receivers.endpoint("unplugged", `${n}-${e}`);
          return { owner, type: `paid.${e}`, endpoint, id: await owner.subscribe(`paid.${e}`, endpoint) };
        }),
      ),
    );
    const send = (seconds: number) =>
      steadily(PER_SECOND, seconds, (n) => {
        const { owner, type } = flows[(n * 7) % flows.length] as (typeof flows)[number];
        return owner.send(type);
      });
    await send(WARM_UP_SECONDS);
    receivers.unplug();
    const during = send(OUTAGE_SECONDS);
    await sleep(OUTAGE_SECONDS * 1000);
    receivers.plug();
    const sent = await during;
    const arrivedIds = () =>
      new Set(flows.flatMap(({ endpoint }) => endpoint.arrivals().map(({ eventId }) => eventId)));
    await until(() => {
      const ids = arrivedIds();
      return sent.every(({ id }) => ids.has(id));
    }, PATIENCE_MS);
    const ids = arrivedIds();
    const healths = await Promise.all(flows.map(({ owner, id }) => owner.health(id)));
    const pages = await Promise.all(
      flows.map(({ owner, id }) => owner.get<Page>(`/subscriptions/${id}/deliveries?limit=100`)),
    );
    const deliveries = pages.flatMap(({ data }) => data);
    const what = `No endpoint of ${TENANTS} tenants can be reached for ${OUTAGE_SECONDS / 60} min`;
    const opened = healths.filter(({ transitions }) => transitions.some(({ to }) => to === "failing"));
    return [
      { what: `${what}: breakers that opened`, value: opened.length, unit: "breakers", bar: { atMost: 0 } },
      {
        what: `${what}: attempts that were used up`,
        value: deliveries.reduce((sum, { attemptCount }) => sum + Math.max(0, attemptCount - 1), 0),
        unit: "attempts",
        bar: { atMost: 0 },
        note: `${deliveries.length} deliveries were looked at`,
      },
      {
        what: `${what}: events that didn't arrive`,
        value: sent.filter(({ id }) => !ids.has(id)).length,
        unit: "events",
        bar: { atMost: 0 },
        note: `of ${sent.length} sent meanwhile`,
      },
    ];
  });
