import { readBusEvent } from "../../lib/api/events/event-schemas.ts";
import { BUS_SOURCE } from "../../lib/contract/bus.ts";
import type { Admission, AdmissionReader } from "../../lib/core/admission.ts";
import type { Clock } from "../../lib/core/clock.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { type IdentifiedEvent, identify, identifyOwn } from "../../lib/core/events.ts";
import type { Tenant } from "../../lib/core/model/tenant.ts";
import type { acceptEvents } from "./accept.ts";
import type { IntakeMessage } from "./intake-message.ts";

export interface BusAcceptPorts {
  admission: AdmissionReader;
  accept: ReturnType<typeof acceptEvents>;
  now: Clock;
}

/** What became of a message. Its event was accepted if there is no failure, and rejected if the failure is a `Refusal`. */
export interface IntakeOutcome {
  message: IntakeMessage;
  failure?: unknown;
}

interface ReadMessage {
  message: IntakeMessage;
  tenantId: string;
  event: IdentifiedEvent;
  isOwn: boolean;
}

interface Admitted extends Pick<Admission, "holds"> {
  tenant: Tenant;
  version: number;
}

/**
 * Accepts a batch of events from the bus, those of each tenant together. Drops events of Posthorn's own that it can't
 * accept, such as those of a tenant that is gone: no producer made a mistake. Never rejects.
 */
export function acceptBusEvents({ admission, accept, now }: BusAcceptPorts) {
  return async function acceptAll(messages: IntakeMessage[]): Promise<IntakeOutcome[]> {
    const read = messages.map(readMessage);
    const tenants = Map.groupBy(read.filter(isReadable), ({ tenantId }) => tenantId);
    const accepted = await Promise.all([...tenants].map(acceptOfTenant));
    const own = new Set(read.filter(isReadable).flatMap(({ message, isOwn }) => (isOwn ? [message] : [])));
    const outcomes = [...read.filter((one) => !isReadable(one)), ...accepted.flat()];
    return outcomes.map((one) => (own.has(one.message) && isRefused(one) ? { message: one.message } : one));
  };

  /** The bus's time is no part of the event's digest: a producer that repeats an entry sends it at another time. */
  function readMessage(message: IntakeMessage): ReadMessage | IntakeOutcome {
    try {
      const { tenantId, event, time, isOwn } = readBusEvent(message.body, BUS_SOURCE);
      const identified = (isOwn ? identifyOwn : identify)(event, tenantId, undefined, now());
      const occurredAt = new Date(event.occurredAt ?? time).toISOString();
      return { message, tenantId, event: { ...identified, occurredAt }, isOwn };
    } catch (failure) {
      return { message, failure };
    }
  }

  async function acceptOfTenant([tenantId, group]: [string, ReadMessage[]]): Promise<IntakeOutcome[]> {
    try {
      const { tenant, catalogVersion, holds } = await admission.admit(tenantId, undefined);
      if (!tenant) throw unknownTenant();
      const own = group.filter(({ message }) => isFor(tenant, message));
      const others = group.filter(({ message }) => !isFor(tenant, message));
      const refused = others.map(({ message }) => ({ message, failure: unknownTenant() }));
      return own.length > 0
        ? [...refused, ...(await acceptTogether(own, { tenant, version: catalogVersion, holds }))]
        : refused;
    } catch (failure) {
      return group.map(({ message }) => ({ message, failure }));
    }
  }

  /** A refusal concerns one event, so each event is then accepted by itself. */
  async function acceptTogether(group: ReadMessage[], admitted: Admitted): Promise<IntakeOutcome[]> {
    const { tenant, version, holds } = admitted;
    try {
      await accept(tenant, { events: group.map(({ event }) => event), batch: false }, version, holds);
      return group.map(({ message }) => ({ message }));
    } catch (failure) {
      if (!(failure instanceof Refusal)) return group.map(({ message }) => ({ message, failure }));
      if (group.length === 1) return group.map(({ message }) => ({ message, failure: inEnvelope(failure) }));
      const outcomes: IntakeOutcome[] = [];
      for (const one of group) outcomes.push(...(await acceptTogether([one], admitted)));
      return outcomes;
    }
  }
}

/** The clocks of SQS and of Posthorn's functions may differ by this much. */
const SKEW_MS = 1_000;

/**
 * Was the event sent to this tenant? An event may wait for hours. If its tenant was deleted and created again in the
 * meantime, it was sent to the predecessor, and the new tenant must not see it.
 */
const isFor = ({ createdAt }: Tenant, { sentAtMs }: IntakeMessage): boolean =>
  sentAtMs + SKEW_MS >= Date.parse(createdAt);

const isReadable = (one: ReadMessage | IntakeOutcome): one is ReadMessage => "event" in one;

const isRefused = ({ failure }: IntakeOutcome): boolean => failure instanceof Refusal;

/** The refusal of an event, with the places of its fields in the event of EventBridge. */
const inEnvelope = ({ status, message, errors }: Refusal): Refusal =>
  new Refusal(
    status,
    message,
    errors.map(({ path, message: text }) => ({
      path: path === "/type" ? "/detail-type" : `/detail${path}`,
      message: text,
    })),
  );

const unknownTenant = (): Refusal =>
  new Refusal(422, "Unknown tenant.", [{ path: "/detail/tenantId", message: "is not a known tenant" }]);
