import { troubledEndpoint, worstFirst } from "../../core/health/troubled.ts";
import type { DeadLetterDesk } from "../../core/log/dead-letters.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { type FlightQueues, inFlight } from "../../core/overview/in-flight.ts";
import { type OldestWaitingPorts, oldestWaiting } from "../../core/overview/oldest-waiting.ts";
import {
  allTrouble,
  MOST_SHOWN,
  type NamedTrouble,
  type TroublePorts,
  withName,
} from "../../core/overview/troubled-endpoints.ts";
import { type SubscriptionLister, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";

export interface OverviewPorts extends TroublePorts, OldestWaitingPorts {
  subscriptions: SubscriptionLister;
  deadLetters: Pick<DeadLetterDesk, "countLetters">;
  queues: FlightQueues;
}

/** The most subscriptions of a tenant that are looked at. */
const MOST_LOOKED_AT = 1_000;

/** What an overview shows besides the time series: of all tenants, or of one. */
export function overviewOf({ subscriptions, statuses, deadLetters, heads, queues, now, ...ports }: OverviewPorts) {
  const findOldest = oldestWaiting(ports);
  return { all, ofTenant };

  async function all() {
    const [trouble, flight, letters] = await Promise.all([
      allTrouble({ ...ports, heads, statuses, now }),
      inFlight(queues),
      deadLetters.countLetters(),
    ]);
    const { delivery, complete } = await findOldest(trouble.known, trouble.isWhole);
    return {
      endpoints: { data: trouble.shown.map(troubleView), complete: trouble.complete },
      inFlight: flight,
      oldestWaiting: { ...(delivery && waitingView(delivery)), complete },
      deadLetters: letters.readable + letters.unreadable,
    };
  }

  /** The endpoints of a tenant that are in trouble, among those of its oldest subscriptions. */
  async function ofTenant({ tenantId }: TenantRef) {
    const own = await subscriptions.listSubscriptions(tenantId);
    const looked = own.slice(0, MOST_LOOKED_AT);
    const healths = await statuses.getHealths(looked.map(({ id }) => id));
    const found = looked.flatMap(
      (one) => troubledEndpoint(subscriptionKeyOf(one), healths.get(one.id), one, now()) ?? [],
    );
    const shown = worstFirst(found).slice(0, MOST_SHOWN);
    const headOf = await heads.getHeads(shown);
    const data = shown.flatMap((one) => {
      const head = headOf.get(one.subscriptionId);
      return head ? [troubleView(withName(one, head))] : [];
    });
    return { endpoints: { data, complete: looked.length === own.length && found.length <= MOST_SHOWN } };
  }
}

/** The fields stand in the order in which people look for them. */
const troubleView = (trouble: NamedTrouble) => {
  const { tenantId, tenantName, subscriptionId, name, url, state, since, why, failure, more } = trouble;
  return { tenantId, tenantName, subscriptionId, name, url, state, since, why, failure, more };
};

const waitingView = ({ id: deliveryId, tenantId, subscriptionId, state, createdAt }: Delivery) => ({
  delivery: { deliveryId, tenantId, subscriptionId, state, createdAt },
});
