import { LOG_NOTES, pageOf } from "../openapi/answers.ts";
import type { Resource } from "../openapi/operation.ts";
import { readStatistics } from "../statistics/statistics-docs.ts";
import { readStream } from "../stream/stream-docs.ts";
import { delivery, deliveryBare, deliveryWithAttempts } from "./delivery-shapes.ts";
import { deliveryListSchema } from "./log-queries.ts";

/** What became of events. */
export const deliveries: Resource = {
  tag: "Deliveries",
  text: "What became of an event for a subscription, and its repair.",
  operations: {
    "GET /api/v1/subscriptions/{id}/deliveries": {
      id: "listDeliveries",
      summary: "List a subscription's deliveries",
      text: "Newest first.",
      access: "reads",
      query: {
        schema: deliveryListSchema,
        notes: { ...LOG_NOTES, failure: "A failure class: `http-500`, `dns`, `timeout-connect` …." },
      },
      answers: { 200: { description: "A page of them.", schema: pageOf("DeliveryPage", delivery) } },
    },
    "GET /api/v1/subscriptions/{id}/statistics": readStatistics,
    "GET /api/v1/subscriptions/{id}/stream": readStream,
    "GET /api/v1/deliveries/{id}": {
      id: "readDelivery",
      summary: "Read a delivery with its attempts",
      access: "reads",
      answers: { 200: { description: "The delivery.", schema: deliveryWithAttempts } },
    },
    "GET /api/v1/deliveries/{id}/attempts/{number}/curl": {
      id: "readAttemptAsCurl",
      summary: "Repeat an attempt with curl",
      text: "A command to copy: to the URL of then, signed now and with the secret of today.",
      access: "changes",
      answers: { 200: { description: "The command.", text: "text/plain; charset=utf-8" } },
      refusals: { 409: "The event's content is no longer kept, or the subscription has been deleted." },
    },
    "POST /api/v1/deliveries/{id}/retry": {
      id: "retryDelivery",
      summary: "Retry a delivery",
      text: "Begins a new run of attempts, to today's URL and with today's secret, whatever became of it before.",
      access: "changes",
      answers: { 202: { description: "The delivery, which waits to be tried.", schema: deliveryBare } },
      refusals: {
        409: "Its subscription is deleted, switched off or pulled, or the event's content is no longer kept.",
      },
    },
    "POST /api/v1/deliveries/{id}/cancel": {
      id: "cancelDelivery",
      summary: "Give up a delivery that waits",
      access: "changes",
      answers: { 200: { description: "The delivery, cancelled.", schema: deliveryBare } },
      refusals: { 409: "It does not wait to be tried." },
    },
  },
};
