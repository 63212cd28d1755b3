import { type AuditedChange, auditEntry } from "../../core/audit/audit-entry.ts";
import { type AppendPorts, appendAfter } from "../../core/audit/audit-store.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import type { IntakeQueue, KeptRejection, RejectedEvent, RejectedEventDesk } from "../../core/log/rejected-events.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import type { rejectedEventRoutes } from "./rejected-event-routes.ts";

export interface RejectedEventPorts extends AppendPorts {
  rejected: RejectedEventDesk;
  intake: IntakeQueue;
  now: Clock;
}

/** The events that one request redrives. Each takes a read and a send, and a request has less than 29 s. */
const REDRIVEN_AT_ONCE = 50;

/** The operator's operations on events from the bus that Posthorn rejected. */
export const rejectedEventOperations = ({
  rejected,
  intake,
  now,
  ...ports
}: RejectedEventPorts): Operations<typeof rejectedEventRoutes> => {
  const append = appendAfter(ports);

  /** Messages are no rows, so the entry follows them. */
  const noted = (caller: Caller, action: string, id: string, states: Pick<AuditedChange, "before" | "after"> = {}) =>
    append(auditEntry(caller, { action, resource: { type: "rejected-event", id }, ...states }, now()));

  async function find(id: string): Promise<KeptRejection> {
    const found = await rejected.getRejected(id);
    if (!found) throw notFound();
    return found;
  }

  /** The record stays until `ingest` accepts the event, or rejects it again. Resolves with false if it has no body. */
  async function redrive({ id, body }: KeptRejection): Promise<boolean> {
    if (body !== undefined) await intake.redrive({ id, body });
    return body !== undefined;
  }

  return {
    listRejectedEvents: async ({ query }) =>
      jsonAnswer(200, pageView(await rejected.listRejected(query), rejectedEventView)),

    getRejectedEvent: async ({ id }) => {
      const found = await find(id);
      return jsonAnswer(200, { ...rejectedEventView(found), body: found.body ?? null });
    },

    redriveRejectedEvents: async ({ body: { after }, ...caller }) => {
      const { items, next } = await rejected.listRejected({ limit: REDRIVEN_AT_ONCE, after });
      const found = await Promise.all(items.map(({ id }) => rejected.getRejected(id)));
      const redriven = await Promise.all(found.map(async (one) => one !== undefined && (await redrive(one))));
      const count = redriven.filter(Boolean).length;
      const done = { count, tooLarge: found.filter(Boolean).length - count, next: next ?? null };
      await noted(caller, "redriveRejectedEvents", "*", { after: { after, ...done } });
      return jsonAnswer(202, done);
    },

    redriveRejectedEvent: async ({ id, ...caller }) => {
      if (!(await redrive(await find(id)))) throw new Refusal(409, "The event was too large to be kept.");
      await noted(caller, "redriveRejectedEvent", id);
      return jsonAnswer(202, { id });
    },

    discardRejectedEvent: async ({ id, ...caller }) => {
      const found = await find(id);
      await rejected.removeRejected([id]);
      await noted(caller, "discardRejectedEvent", id, { before: rejectedEventView(found) });
      return emptyAnswer();
    },
  };
};

function rejectedEventView({ id, rejectedAt, reason, errors, tenantId, type, eventId }: RejectedEvent) {
  return { id, rejectedAt, reason, errors, tenantId, type, eventId };
}
