import type { Clock } from "../clock.ts";
import { OWN_TYPES } from "../matching/event-types.ts";
import { type AlertBus, type AlertDetail, OPERATOR_TENANT, type OwnEvent, type OwnEvents } from "./alert-routes.ts";
import type { AlertOutbox } from "./alert-store.ts";
import { markTold, type Untold } from "./untold.ts";

export interface MachinePorts {
  outbox: AlertOutbox;
  bus: AlertBus;
  own: OwnEvents;
  now: Clock;
}

/** The alerts that are noted as told together. A crash repeats at most these. */
const CHUNK = 100;

/** Publishes alerts on the bus, and sends them to the webhooks of the operator and of the tenant. */
export function tellMachines({ outbox, bus, own, now }: MachinePorts) {
  return async function tell(untold: readonly Untold[]): Promise<void> {
    for (let from = 0; from < untold.length; from += CHUNK) await tellSome(untold.slice(from, from + CHUNK));
  };

  async function tellSome(some: readonly Untold[]): Promise<void> {
    await bus.publishAlerts(
      some.filter(isForBus).map((one) => ({ type: one.alert.type, detail: alertDetail(one.alert, one.subscription) })),
    );
    await own.sendOwnEvents(some.flatMap(ownEvents));
    await markTold(outbox, some, { machinesAt: new Date(now()).toISOString() });
  }
}

/** `settle` has published each exhausted delivery on the bus, as an event of the same type. */
const isForBus = ({ alert }: Untold): boolean => alert.type !== "delivery.exhausted";

/** An alert as machines get it. */
const alertDetail = (
  { id, at, tenantId, subscriptionId, facts }: Untold["alert"],
  subscription: Untold["subscription"],
): AlertDetail => ({
  id,
  at,
  tenantId,
  subscriptionId,
  ...(subscription && { url: subscription.url }),
  ...(subscription?.name !== undefined && { name: subscription.name }),
  ...facts,
});

function ownEvents({ alert, subscription }: Untold): OwnEvent[] {
  const data = alertDetail(alert, subscription);
  const event = { id: alert.id, type: `${OWN_TYPES}${alert.type}`, occurredAt: alert.at, data } as const;
  return [OPERATOR_TENANT, alert.tenantId].map((tenantId) => ({ tenantId, ...event }));
}
