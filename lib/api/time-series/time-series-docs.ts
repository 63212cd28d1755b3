import * as z from "zod";
import { FAILURE_GROUPS } from "../../core/tally/failure-group.ts";
import { deliveryStateShape, failureShape } from "../deliveries/delivery-shapes.ts";
import { count, dateTime } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { timeSeriesRoutes } from "./time-series-routes.ts";

const milliseconds = z.number().min(0).nullable();

const postLatencyShape = z.strictObject({ p50: milliseconds, p95: milliseconds }).meta({
  id: "PostLatency",
  description: "Percentiles of the POSTs, in milliseconds, at most 10 % off; null if there were none.",
});

const totals = {
  attempts: count("POSTs that ended. Test sends don't count."),
  failed: z
    .record(z.string(), z.int().min(0))
    .describe(`POSTs that failed, by group of failure classes: ${FAILURE_GROUPS.join(", ")}.`),
  latencyMs: postLatencyShape,
  delivered: count("Deliveries that became `delivered`."),
  held: count("Deliveries that became `held`."),
  exhausted: count("Deliveries that became `exhausted`."),
};

const totalsShape = z.strictObject(totals).meta({ id: "Totals", description: "What happened in a span of time." });

const pointShape = z
  .strictObject({ at: dateTime("When the minute or the hour begins."), ...totals })
  .meta({ id: "TimeSeriesPoint", description: "What happened in a minute or an hour." });

const series = {
  resolution: z.enum(["minute", "hour"]).meta({ id: "Resolution" }),
  since: dateTime("When the first point begins."),
  until: dateTime("When the last point ends."),
  totals: totalsShape.describe("The sum of all points."),
  points: z
    .array(pointShape)
    .describe("Each minute or hour, also those without anything. At most 180 minutes, or 720 hours."),
};

const seriesShape = z
  .strictObject(series)
  .meta({ id: "TimeSeries", description: "What a subscription's deliveries did, by the minute or the hour." });

const troubledShape = z
  .strictObject({
    tenantId: z.string(),
    tenantName: z.string(),
    subscriptionId: z.string(),
    name: z.string().optional().describe("The subscription's name."),
    url: z.string().describe("Empty for a pull subscription."),
    state: z
      .enum(["failing", "off", "paused", "recovering", "slow"])
      .meta({ id: "TroubledState", description: "`off`: Posthorn switched the subscription off." }),
    since: dateTime("Since when the endpoint is in this state.").optional(),
    why: z.string().optional().describe("The reason, in plain words. Absent if the state is `off`."),
    failure: failureShape.optional(),
    more: z
      .int()
      .min(1)
      .optional()
      .describe(
        "How many other endpoints of the tenant are left out. Some may be deleted or switched off by hand. Only at the last endpoint of a tenant, and absent with `tenantId`.",
      ),
  })
  .meta({ id: "TroubledEndpoint", description: "A subscription whose endpoint is in trouble." });

const troubleShape = z
  .strictObject({
    data: z
      .array(troubledShape)
      .describe(
        "Worst first, at most 50. Of all tenants, each has its worst endpoint here before any has its second one.",
      ),
    complete: z
      .boolean()
      .describe(
        "False if there are more, or if not all were looked at: at most 1,000 endpoints for which something is due or that are paused, and 1,000 subscriptions that Posthorn switched off.",
      ),
  })
  .meta({ id: "TroubledEndpoints" });

const inFlightShape = z
  .strictObject({
    matching: count("Events, and pages of events with many deliveries, whose deliveries aren't queued yet."),
    waiting: count("Deliveries that may be sent, and that no function has taken yet."),
    sending: count("Deliveries whose first attempt is being made, and ordered deliveries that are being sent."),
    retrying: count("Deliveries that wait for their next attempt, or whose next attempt is being made."),
  })
  .meta({
    id: "InFlight",
    description:
      "What is in queues, as SQS counts it: approximately, and perhaps a minute old. Deliveries that are held, and those that wait for over 40 minutes, are in no queue.",
  });

const waitingShape = z
  .strictObject({
    deliveryId: z.string(),
    tenantId: z.string(),
    subscriptionId: z.string(),
    state: deliveryStateShape,
    createdAt: dateTime("When the delivery was created."),
  })
  .meta({ id: "WaitingDelivery" });

const oldestWaitingShape = z
  .strictObject({
    delivery: waitingShape.optional().describe("Absent if no delivery is held or waits for long."),
    complete: z
      .boolean()
      .describe(
        "False if not all were looked at: held deliveries of the 10 endpoints that hold deliveries for longest, and the 1,000 deliveries that are due first of those that wait for over 40 minutes.",
      ),
  })
  .meta({
    id: "OldestWaiting",
    description: "The oldest delivery that is held, or waits for over 40 minutes for its next attempt.",
  });

const overviewShape = z
  .strictObject({
    ...series,
    endpoints: troubleShape.describe("Endpoints in trouble. Without a tenant, slow ones are left out."),
    inFlight: inFlightShape.optional().describe("What is on its way. Absent with a tenant."),
    oldestWaiting: oldestWaitingShape
      .optional()
      .describe("The delivery that has waited longest. Absent with a tenant."),
    deadLetters: count("Dead letters. Absent with a tenant.").optional(),
  })
  .meta({ id: "Overview", description: "What all deliveries did, and which endpoints are in trouble." });

const POINT = {
  attempts: 42,
  failed: { "http-5xx": 2 },
  latencyMs: { p50: 84, p95: 317 },
  delivered: 40,
  held: 0,
  exhausted: 0,
};

const EXAMPLE = {
  resolution: "hour",
  since: "2026-01-31T12:00:00.000Z",
  until: "2026-01-31T13:00:00.000Z",
  totals: POINT,
  points: [{ at: "2026-01-31T12:00:00.000Z", ...POINT }],
};

const QUERY = {
  resolution: "Points of a minute, which are kept for 3 hours, or of an hour, which are kept for 30 days at most.",
  since: "Only points from this time on. By default, all that are kept.",
  until: "Only points before this time.",
};

export const timeSeriesDocs = documented(
  {
    tag: "Time series",
    text: "What deliveries did, by the minute and the hour. The counts arrive a minute or two after the deliveries.",
  },
  timeSeriesRoutes,
  {
    readTimeSeries: {
      summary: "Read a subscription's time series",
      text: "Counts events of that time: a delivery that fails, is held and is delivered later counts each time.",
      query: QUERY,
      answers: { 200: { description: "The time series.", schema: seriesShape, example: EXAMPLE } },
    },
    readOverview: {
      summary: "Read the operator's overview",
      text: "The time series of all tenants or of one, and the endpoints in trouble. With a tenant, its first 1,000 subscriptions are looked at.",
      query: { ...QUERY, tenantId: "Only this tenant." },
      answers: {
        200: {
          description: "The overview.",
          schema: overviewShape,
          example: {
            ...EXAMPLE,
            endpoints: {
              data: [
                {
                  tenantId: "acme",
                  tenantName: "Acme Inc.",
                  subscriptionId: "sub_01JJXS2H5W8Z4N6T9QXYV3KCDE",
                  name: "Billing",
                  url: "https://example.com/webhooks",
                  state: "failing",
                  since: "2026-01-31T12:41:07.000Z",
                  why: "five POSTs in a row had no answer in time",
                  failure: "timeout-headers",
                },
              ],
              complete: true,
            },
            inFlight: { matching: 0, waiting: 12, sending: 4, retrying: 31 },
            oldestWaiting: {
              delivery: {
                deliveryId: "dlv_01JJXS2H5W8Z4N6T9QXYV3KABC_01JJXS2H5W8Z4N6T9QXYV3KCDE",
                tenantId: "acme",
                subscriptionId: "sub_01JJXS2H5W8Z4N6T9QXYV3KCDE",
                state: "held",
                createdAt: "2026-01-31T12:40:59.000Z",
              },
              complete: true,
            },
            deadLetters: 0,
          },
        },
      },
      refusals: { 404: "There is no such tenant." },
    },
  },
);
