import * as z from "zod";
import { statisticsSchema } from "../deliveries/log-queries.ts";
import { instant, LOG_NOTES } from "../openapi/answers.ts";
import type { OperationDescription } from "../openapi/operation.ts";

const count = z.int().min(0);
const milliseconds = z.number().min(0).nullable();

const statistics = z
  .strictObject({
    since: instant("The beginning of the time that is counted."),
    until: instant("Its end."),
    complete: z.boolean().describe("False when there were more deliveries than are counted: the newest 10,000."),
    delivered: count,
    failed: z.record(z.string(), count).describe("Those whose latest attempt failed, by failure class."),
    exhausted: count,
    skipped: count.describe("Recorded only, as the subscription was off."),
    skippedSince: instant("When the first of those was made.").optional(),
    latencyMs: z
      .strictObject({ p50: milliseconds, p95: milliseconds })
      .describe("Of the latest attempts, in milliseconds; null when there was none."),
    inBackoff: count.describe("Those that wait for a retry now."),
    oldestWaitingAt: instant("When the oldest of those that wait was made.").optional(),
  })
  .meta({ id: "Statistics", description: "How a subscription fares." });

export const readStatistics: OperationDescription = {
  id: "readStatistics",
  summary: "Read a subscription's statistics",
  text: "Of the last 24 hours, unless `since` and `until` say otherwise.",
  access: "reads",
  query: { schema: statisticsSchema, notes: { since: LOG_NOTES.since, until: LOG_NOTES.until } },
  answers: {
    200: {
      description: "What became of its deliveries.",
      schema: statistics,
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
        oldestWaitingAt: "2026-01-31T11:58:31.000Z",
      },
    },
  },
};
