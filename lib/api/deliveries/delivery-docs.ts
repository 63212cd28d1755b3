import { LOG_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { statisticsDocs } from "../statistics/statistics-docs.ts";
import { statisticsRoutes } from "../statistics/statistics-routes.ts";
import { streamDocs } from "../stream/stream-docs.ts";
import { streamRoutes } from "../stream/stream-routes.ts";
import { attemptRoutes } from "./attempt-routes.ts";
import { deliveryRoutes } from "./delivery-routes.ts";
import {
  attemptRequestShape,
  changedDeliveryShape,
  deliveryShape,
  deliveryWithAttemptsShape,
} from "./delivery-shapes.ts";

const NOT_MADE_AGAIN =
  "The event's content is no longer kept, the subscription is deleted or a pull subscription, or the id is that of an event with several deliveries.";

export const deliveryDocs = documented(
  { tag: "Deliveries", text: "The deliveries of events to subscriptions. You can read, retry and cancel them." },
  { ...deliveryRoutes, ...statisticsRoutes, ...streamRoutes, ...attemptRoutes },
  {
    listDeliveries: {
      summary: "List a subscription's deliveries",
      text: "Newest first.",
      query: { ...LOG_NOTES, failure: "A failure class, such as `http-500`, `dns` or `timeout-connect`." },
      answers: { 200: { description: "A page of deliveries.", schema: pageOf("DeliveryPage", deliveryShape) } },
    },
    ...statisticsDocs,
    ...streamDocs,
    readDelivery: {
      summary: "Read a delivery with its attempts",
      text: "Takes the delivery's id, or any id of its event if the event has only one delivery. So do the other operations on one delivery.",
      answers: { 200: { description: "The delivery.", schema: deliveryWithAttemptsShape } },
      refusals: { 409: "The id is that of an event with several deliveries." },
    },
    readAttemptRequest: {
      summary: "Read the request of an attempt",
      text: "The URL and headers that were sent, and the whole body. The log keeps only the body's digest, so the body is made again, with the subscription's current settings.",
      answers: { 200: { description: "The request.", schema: attemptRequestShape } },
      refusals: { 409: NOT_MADE_AGAIN },
    },
    readAttemptAsCurl: {
      summary: "Repeat an attempt with curl",
      text: "A command to copy. It sends the request to the attempt's URL, signed now with the current secret.",
      answers: { 200: { description: "The command.", text: "text/plain; charset=utf-8" } },
      refusals: { 409: NOT_MADE_AGAIN },
    },
    retryDelivery: {
      summary: "Retry a delivery",
      text: "Begins a new run of attempts, with the subscription's current URL and secret. The delivery may be in any state. A held one is held again, unless its endpoint works by then: probe the endpoint instead.",
      answers: { 202: { description: "The delivery, waiting for its attempt.", schema: changedDeliveryShape } },
      refusals: {
        409: "The subscription is deleted, inactive or a pull subscription, the event's content is no longer kept, or the id is that of an event with several deliveries.",
      },
    },
    cancelDelivery: {
      summary: "Cancel a waiting delivery",
      text: "A POST that is under way isn't stopped. Its attempt is recorded, and the delivery stays cancelled.",
      answers: { 200: { description: "The cancelled delivery.", schema: changedDeliveryShape } },
      refusals: {
        409: "The delivery isn't waiting for an attempt, or the id is that of an event with several deliveries.",
      },
    },
  },
);
