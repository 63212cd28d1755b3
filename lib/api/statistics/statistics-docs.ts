import * as z from "zod";
import { dateTime, LOG_NOTES } from "../openapi/common-shapes.ts";
import type { Docs } from "../openapi/docs.ts";
import type { statisticsRoutes } from "./statistics-routes.ts";

const count = z.int().min(0);
const milliseconds = z.number().min(0).nullable();

const latencyShape = z.strictObject({ p50: milliseconds, p95: milliseconds }).meta({
  id: "Latency",
  description: "Percentiles of the latest attempts, in milliseconds; null if there was no attempt.",
});

const statisticsShape = z
  .strictObject({
    since: dateTime("The beginning of the time that the statistics cover."),
    until: dateTime("The end of the time that the statistics cover."),
    complete: z
      .boolean()
      .describe(
        "False if there were more than 2,000 deliveries, or if more than 2,000 wait. Then only the newest 2,000 are counted, and the 2,000 that have waited longest.",
      ),
    delivered: count,
    failed: z.record(z.string(), count).describe("Deliveries whose latest attempt failed, by failure class."),
    exhausted: count,
    skipped: count.describe("Deliveries that were recorded but not sent, because the subscription was inactive."),
    skippedSince: dateTime("When the first skipped delivery was created.").optional(),
    latencyMs: latencyShape,
    inBackoff: count.describe("Deliveries that wait for a retry now."),
    held: count.describe(
      "Deliveries that are held now, until the endpoint works again or the subscription is resumed.",
    ),
    oldestHeldAt: dateTime("When the oldest held delivery was created.").optional(),
    oldestWaitingAt: dateTime("When the oldest waiting delivery was created.").optional(),
  })
  .meta({ id: "Statistics", description: "The outcomes of a subscription's deliveries." });

export const statisticsDocs: Docs<typeof statisticsRoutes> = {
  readStatistics: {
    summary: "Read a subscription's statistics",
    text: "Covers the last 24 hours by default. The same request may get the same answer for 5 seconds.",
    query: { since: LOG_NOTES.since, until: LOG_NOTES.until },
    answers: {
      200: {
        description: "The statistics.",
        schema: statisticsShape,
        example: {
          since: "2026-01-30T12:00:00.000Z",
          until: "2026-01-31T12:00:00.000Z",
          complete: true,
          delivered: 1204,
          failed: { "http-503": 3 },
          exhausted: 1,
          skipped: 0,
          latencyMs: { p50: 84, p95: 312 },
          inBackoff: 2,
          held: 0,
          oldestWaitingAt: "2026-01-31T11:58:31.000Z",
        },
      },
    },
  },
};
