import type { DeliveryReader } from "../delivery/delivery-store.ts";
import { isOwnType } from "../matching/event-types.ts";
import { OPERATOR_TENANT } from "./alert-routes.ts";
import type { Audience, ExhaustedDigests, StoredAlert } from "./alert-store.ts";
import { type MachinePorts, tellMachines } from "./tell-machines.ts";
import { type PeoplePorts, tellPeople } from "./tell-people.ts";
import { markTold, type Untold } from "./untold.ts";

export interface TellPorts extends MachinePorts, PeoplePorts {
  digests: Pick<ExhaustedDigests, "listDueDigests" | "raiseDigest">;
  reader: DeliveryReader;
}

/** The most alerts that an audience is told of in one run. Later alerts wait for the next run. */
const MOST_ALERTS = 5_000;

/** The most digests that become alerts in one run. */
const MOST_DIGESTS = 1_000;

/**
 * Tells machines and people of the alerts about which they were not told yet. After a crash, the next run tells of the
 * same alerts, under the same ids. If one of the ways out fails, the others are used anyway. Rejects at the end with what
 * failed.
 */
export function tellAlerts(ports: TellPorts) {
  const { outbox, digests, reader, now } = ports;
  const toMachines = tellMachines(ports);
  const toPeople = tellPeople(ports);

  return function tell(): Promise<void> {
    return allDone([raiseDigests, tellUntold]);
  };

  async function raiseDigests(): Promise<void> {
    const due = await digests.listDueDigests(now(), MOST_DIGESTS);
    await allDone(due.map((key) => () => digests.raiseDigest(key)));
  }

  /** Reads both lists first. Marking alerts changes the lists, which may be a second old. */
  async function tellUntold(): Promise<void> {
    const [forMachines, forPeople] = await Promise.all([untoldTo("machines"), untoldTo("people")]);
    await allDone([
      () => forget([...forMachines, ...forPeople].filter(isSilent)),
      () => toMachines(forMachines.filter(isLoud)),
      () => toPeople(forPeople.filter(isLoud)),
    ]);
  }

  async function untoldTo(audience: Audience): Promise<Untold[]> {
    return withSubscriptions(await outbox.listUntold(audience, MOST_ALERTS));
  }

  async function withSubscriptions(alerts: StoredAlert[]): Promise<Untold[]> {
    if (alerts.length === 0) return [];
    const { subscriptions } = await reader.loadContext(alerts, []);
    return alerts.map((alert) => ({ alert, subscription: subscriptions.get(alert.subscriptionId) }));
  }

  async function forget(silent: Untold[]): Promise<void> {
    const at = new Date(now()).toISOString();
    await markTold(outbox, silent, { machinesAt: at, peopleAt: at });
  }
}

/**
 * Is nobody told? An alert about a subscription that gets nothing but alerts could cause the next alert, without end. The
 * list of alerts has it.
 */
const isSilent = ({ alert, subscription }: Untold): boolean =>
  alert.tenantId === OPERATOR_TENANT || (subscription?.events.every(isOwnType) ?? false);

const isLoud = (untold: Untold): boolean => !isSilent(untold);

/** Does everything, one after the other, whatever fails. Rejects with the first failure. */
async function allDone(work: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of work) await one().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
