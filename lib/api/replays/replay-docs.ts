import * as z from "zod";
import { REPLAYABLE } from "../../core/replay/replay.ts";
import { instant, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { OperationDescription, Resource } from "../openapi/operation.ts";
import { replayListSchema, replaySchema } from "./replay-schemas.ts";

const count = (description: string) => z.int().min(0).describe(description);

const replay = z
  .strictObject({
    id: z.string(),
    subscriptionId: z.string(),
    state: z
      .enum(["running", "paused", "completed", "cancelled", "failed"])
      .describe("`paused` and `failed` until it is resumed; `completed` and `cancelled` are final."),
    reason: z.string().optional().describe("Why it does not go on by itself."),
    progress: z.strictObject({
      replayed: count("Deliveries that were begun anew."),
      skipped: count("Those that could not be: their event's content is gone, or others have seen to them."),
      scanned: count("Deliveries looked at, or events where those that did not match are included."),
      reachedAt: instant("When the last of them was made: it goes from `since` to `until`.").optional(),
    }),
    since: instant("Of deliveries that were made from then on."),
    until: instant("And before then."),
    states: z.array(z.enum(REPLAYABLE)),
    types: z.array(z.string()).optional(),
    filter: z.string().optional(),
    includeUnmatched: z.boolean(),
    ratePerSecond: z.int(),
    createdAt: instant("When it was made."),
    updatedAt: instant("When it last changed."),
    finishedAt: instant("When it ended.").optional(),
  })
  .meta({ id: "Replay", description: "The job of sending many deliveries again." });

const preview = z
  .strictObject({
    count: count("Deliveries that would be begun anew."),
    earliest: instant("When the first of their events came in.").optional(),
    latest: instant("When the last one did.").optional(),
    newlyMatching: count("Events that gave no delivery then, and match as things are set today."),
    noLongerMatching: count("Of the count, those that do not match as things are set today."),
    complete: z.boolean().describe("False when there was more than could be read in time: at least so many."),
  })
  .meta({ id: "ReplayPreview", description: "What a replay would do." });

const REPLAY = {
  id: "rpl_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
  subscriptionId: "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
  state: "running",
  progress: { replayed: 0, skipped: 0, scanned: 0 },
  since: "2026-01-31T06:00:00.000Z",
  until: "2026-01-31T12:00:00.000Z",
  states: ["exhausted", "skipped"],
  includeUnmatched: false,
  ratePerSecond: 100,
  createdAt: "2026-01-31T12:00:00.000Z",
  updatedAt: "2026-01-31T12:00:00.000Z",
};

const steering = (id: string, summary: string, text: string, refusal: string): OperationDescription => ({
  id,
  summary,
  text,
  access: "changes",
  answers: { 200: { description: "The replay as it is now.", schema: replay } },
  refusals: { 409: refusal },
});

/** Sending many deliveries again. */
export const replays: Resource = {
  tag: "Replays",
  text: "Sending again what a subscription missed, as a job that can be watched, paused and cancelled.",
  operations: {
    "POST /api/v1/replays": {
      id: "createReplay",
      summary: "Replay a subscription's deliveries",
      text: "Oldest first, to today's URL, in today's dialect and with today's secret. With `dryRun` it only says what it would do.",
      access: "changes",
      onceOnly: true,
      body: {
        name: "ReplayFields",
        schema: replaySchema,
        notes: {
          since: "Of deliveries that were made from then on.",
          until: "And before then; now when left out.",
          states: "Of deliveries that are in one of these states.",
          types: "Of events of these types.",
          filter: "A CEL expression over `event`, `data` and `subscription` that events must meet.",
          includeUnmatched: "Also events that gave it no delivery, and match as things are set today.",
          ratePerSecond: "It begins no more deliveries than that in a second.",
          dryRun: "Say what would be done, and do nothing.",
        },
        example: {
          subscriptionId: "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
          since: "2025-12-31T06:00:00Z",
          states: ["exhausted", "skipped"],
        },
      },
      answers: {
        200: { description: "Of a dry run: what it would do.", schema: preview },
        202: { description: "It has begun.", schema: replay, example: REPLAY },
      },
      refusals: {
        404: "There is no such subscription, or it is another tenant's.",
        409: "The subscription is switched off, or pulled.",
      },
    },
    "GET /api/v1/replays": {
      id: "listReplays",
      summary: "List the replays",
      text: "Newest first.",
      access: "reads",
      query: { schema: replayListSchema, notes: { ...PAGE_NOTES, subscriptionId: "Only those of this subscription." } },
      answers: { 200: { description: "A page of them.", schema: pageOf("ReplayPage", replay) } },
    },
    "GET /api/v1/replays/{id}": {
      id: "readReplay",
      summary: "Read a replay",
      access: "reads",
      answers: { 200: { description: "The replay, and how far it is.", schema: replay, example: REPLAY } },
    },
    "POST /api/v1/replays/{id}/pause": steering(
      "pauseReplay",
      "Pause a replay",
      "It stops after the page that it is at, of 50 deliveries at the most.",
      "It is not running.",
    ),
    "POST /api/v1/replays/{id}/resume": steering(
      "resumeReplay",
      "Resume a replay",
      "It goes on from where it stopped, with what is set today.",
      "It is neither paused nor failed, or its subscription is deleted, switched off or pulled.",
    ),
    "POST /api/v1/replays/{id}/cancel": steering(
      "cancelReplay",
      "Cancel a replay",
      "What it has begun goes on.",
      "It has ended already.",
    ),
  },
};
