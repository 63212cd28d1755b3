import { documented } from "../openapi/docs.ts";
import { healthRoutes } from "./health-routes.ts";
import { healthShape } from "./health-shapes.ts";

const EXAMPLE = {
  state: "failing",
  since: "2026-01-31T12:00:00.000Z",
  why: "five POSTs in a row had no answer in time",
  failure: "timeout-headers",
  nextProbeAt: "2026-01-31T12:07:41.000Z",
  held: 1204,
  complete: true,
  oldestHeldAt: "2026-01-31T11:59:58.000Z",
  transitions: [{ at: "2026-01-31T12:00:00.000Z", to: "failing", why: "five POSTs in a row had no answer in time" }],
};

const AFTER = { 200: { description: "The health after the change.", schema: healthShape } };

export const healthDocs = documented(
  {
    tag: "Health",
    text: "Whether the endpoints of subscriptions work. Deliveries to a failing endpoint are held, and sent once it works again.",
  },
  healthRoutes,
  {
    readHealth: {
      summary: "Read the health of a subscription's endpoint",
      text: "The count of held deliveries may be 5 seconds old.",
      answers: { 200: { description: "The health.", schema: healthShape, example: EXAMPLE } },
    },
    pauseSubscription: {
      summary: "Pause a subscription",
      text: "Nothing is sent until the subscription is resumed. Its deliveries are `held` and sent later. With `active: false`, they are skipped instead. A pause by hand has no end. Pausing again changes nothing.",
      answers: AFTER,
      refusals: { 409: "The subscription is a pull subscription: nothing is POSTed." },
    },
    resumeSubscription: {
      summary: "Resume a subscription",
      text: "Ends a pause, also one that the receiver asked for. Held deliveries are sent, oldest first. If the endpoint was failing, one of them finds out first whether it works again. Resuming a healthy subscription changes nothing.",
      answers: AFTER,
    },
    probeSubscription: {
      summary: "Probe a failing endpoint now",
      text: "Sends the oldest held delivery at once, without waiting for `nextProbeAt`. If the endpoint isn't failing, nothing changes.",
      answers: AFTER,
      refusals: { 409: "The subscription is inactive, paused, or a pull subscription." },
    },
  },
);
