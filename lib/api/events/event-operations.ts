import { type ErasePorts, eraseContent } from "../../core/log/erasing.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { EventRecord } from "../../core/model.ts";
import { matchedDeliveryView } from "../deliveries/delivery-views.ts";
import { eventDeliveriesRequest, eventListRequest } from "../deliveries/log-queries.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { type EventListPorts, eventDeliveryPage, eventPage } from "./event-pages.ts";
import type { eventRoutes } from "./event-routes.ts";
import { eventHeadView, eventView } from "./event-views.ts";
import { type ExplanationPorts, explanationOperation } from "./explanation-operation.ts";

export type EventPorts = ErasePorts & EventListPorts & ExplanationPorts;

/** A tenant's operations on its events. */
export function eventOperations(ports: EventPorts): Operations<typeof eventRoutes> {
  const { log } = ports;
  const erase = eraseContent(ports);

  const find = async ({ tenantId, id }: { tenantId: string; id: string }): Promise<EventRecord> => {
    const event = await log.getEvent(tenantId, id);
    if (!event) throw notFound();
    return event;
  };

  return {
    listEvents: async ({ tenantId, query }) =>
      jsonAnswer(200, pageView(await eventPage(log, tenantId, eventListRequest(query)), eventHeadView)),

    readEvent: async (request) => {
      const event = await find(request);
      return jsonAnswer(200, eventView({ ...event, deliveries: queuedCount(event) }));
    },

    eraseEventContent: async (request) => {
      await erase(await find(request));
      return emptyAnswer();
    },

    listEventDeliveries: async (request) => {
      const event = await find(request);
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
