import { auditEntry } from "../../core/audit/audit-entry.ts";
import { type AppendPorts, appendAfter } from "../../core/audit/audit-store.ts";
import { type ErasePorts, eraseContent } from "../../core/log/erasing.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import { may } from "../../core/portal/capabilities.ts";
import { matchedDeliveryView } from "../deliveries/delivery-views.ts";
import { type LanesGoOnPorts, lanesGoOn } from "../deliveries/lanes-go-on.ts";
import { eventDeliveriesRequest, eventListRequest } from "../deliveries/log-queries.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import { type EventListPorts, eventDeliveryPage, eventPage } from "./event-pages.ts";
import type { eventRoutes } from "./event-routes.ts";
import { eventHeadView, eventView, uncountedHeadView } from "./event-views.ts";
import { type ExplanationPorts, explanationOperation } from "./explanation-operation.ts";
import { findEvent } from "./find-event.ts";

export type EventPorts = ErasePorts & EventListPorts & ExplanationPorts & LanesGoOnPorts & AppendPorts;

/** A tenant's operations on its events. */
export function eventOperations(ports: EventPorts): Operations<typeof eventRoutes> {
  const { log } = ports;
  const erase = eraseContent(ports);
  const goOn = lanesGoOn(ports);
  const append = appendAfter(ports);

  return {
    listEvents: async ({ query, ...caller }) => {
      const page = await eventPage(ports, caller, eventListRequest(query));
      return jsonAnswer(
        200,
        pageView(page, (head) => (caller.portal?.scope ? uncountedHeadView(head) : eventHeadView(head))),
      );
    },

    readEvent: async (request) => {
      const event = await findEvent(ports, request);
      const head = { deliveries: queuedCount(event), undecided: event.undecidedIds?.length || undefined };
      return jsonAnswer(200, eventView({ ...event, ...head }, may(request, "viewPayload")));
    },

    eraseEventContent: async (request) => {
      const event = await findEvent(ports, request);
      const cancelled = await erase(event);
      const resource = { type: "event", id: event.id } as const;
      const change = { action: "eraseEventContent", resource, after: { cancelledDeliveries: cancelled.length } };
      // An erasure changes many rows, so the entry follows them.
      await append(auditEntry(request, change, ports.now()));
      await goOn(request.tenantId, cancelled);
      return emptyAnswer();
    },

    listEventDeliveries: async (request) => {
      const event = await findEvent(ports, request);
      const { states, page: asked } = eventDeliveriesRequest(request.query);
      const page = await pageOfList(`deliveries of ${event.tenantId} ${event.id}`, asked, (places) =>
        eventDeliveryPage(log, event, { states, page: places }),
      );
      return jsonAnswer(
        200,
        pageView(page, (delivery) => matchedDeliveryView(delivery, event)),
      );
    },

    explainEvent: explanationOperation(ports),
  };
}
