import { eventDeliveriesSchema, eventListSchema, explanationsSchema } from "../deliveries/log-queries.ts";
import { endpoints } from "../http/endpoint.ts";

export const eventRoutes = endpoints({
  listEvents: {
    route: "GET /api/v1/events",
    access: "reads",
    capabilities: ["view"],
    query: eventListSchema,
    answers: [200],
  },
  readEvent: { route: "GET /api/v1/events/{id}", access: "reads", capabilities: ["view"], answers: [200] },
  eraseEventContent: { route: "DELETE /api/v1/events/{id}/content", access: "changes", answers: [204] },
  listEventDeliveries: {
    route: "GET /api/v1/events/{id}/deliveries",
    access: "reads",
    capabilities: ["view"],
    query: eventDeliveriesSchema,
    answers: [200],
  },
  explainEvent: {
    route: "GET /api/v1/events/{id}/explanation",
    access: "reads",
    capabilities: ["view"],
    query: explanationsSchema,
    answers: [200],
  },
});
