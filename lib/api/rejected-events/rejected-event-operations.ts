import { Refusal } from "../../core/errors.ts";
import type { IntakeQueue, KeptRejection, RejectedEvent, RejectedEventDesk } from "../../core/log/rejected-events.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import type { rejectedEventRoutes } from "./rejected-event-routes.ts";

export interface RejectedEventPorts {
  rejected: RejectedEventDesk;
  intake: IntakeQueue;
}

/** The events that one request redrives. Each takes a read and a send, and a request has less than 29 s. */
const REDRIVEN_AT_ONCE = 50;

/** The operator's operations on events from the bus that Posthorn rejected. */
export const rejectedEventOperations = ({
  rejected,
  intake,
}: RejectedEventPorts): Operations<typeof rejectedEventRoutes> => {
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

    redriveRejectedEvents: async ({ body: { after } }) => {
      const { items, next } = await rejected.listRejected({ limit: REDRIVEN_AT_ONCE, after });
      const found = await Promise.all(items.map(({ id }) => rejected.getRejected(id)));
      const redriven = await Promise.all(found.map(async (one) => one !== undefined && (await redrive(one))));
      const count = redriven.filter(Boolean).length;
      return jsonAnswer(202, { count, tooLarge: found.filter(Boolean).length - count, next: next ?? null });
    },

    redriveRejectedEvent: async ({ id }) => {
      if (!(await redrive(await find(id)))) throw new Refusal(409, "The event was too large to be kept.");
      return jsonAnswer(202, { id });
    },

    discardRejectedEvent: async ({ id }) => {
      await find(id);
      await rejected.removeRejected([id]);
      return emptyAnswer();
    },
  };
};

function rejectedEventView({ id, rejectedAt, reason, errors, tenantId, type, eventId }: RejectedEvent) {
  return { id, rejectedAt, reason, errors, tenantId, type, eventId };
}
