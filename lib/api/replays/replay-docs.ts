import * as z from "zod";
import { REPLAY_STATES, REPLAYABLE } from "../../core/replay/replay.ts";
import { conditionNote, count, dateTime, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { allReplaysRoutes } from "./all-replays-routes.ts";
import { replayRoutes } from "./replay-routes.ts";

const progressShape = z
  .strictObject({
    replayed: count("Deliveries that were sent again."),
    skipped: count("Deliveries that can't be sent again: their event's content is gone, or another request sent them."),
    undecided: count("Deliveries or events that were left out because a filter or condition took too long.").optional(),
    scanned: count("Deliveries that were scanned. With `includeUnmatched`, events that were scanned."),
    reachedAt: dateTime(
      "When the last scanned delivery or event was created. A replay goes from `since` to `until`.",
    ).optional(),
  })
  .meta({ id: "ReplayProgress" });

const stateShape = z.enum(REPLAY_STATES).meta({
  id: "ReplayState",
  description: "`paused` and `failed` last until the replay is resumed. `completed` and `cancelled` are final.",
});

const replayFields = {
  id: z.string(),
  subscriptionId: z.string(),
  state: stateShape,
  reason: z.string().optional().describe("Why the replay has stopped."),
  progress: progressShape,
  since: dateTime("Deliveries that were created from this time on."),
  until: dateTime("Deliveries that were created before this time."),
  states: z.array(z.enum(REPLAYABLE)),
  types: z.array(z.string()).optional(),
  filter: z.string().optional(),
  includeUnmatched: z.boolean(),
  ratePerSecond: z.int(),
  createdAt: dateTime("When the replay was created."),
  updatedAt: dateTime("When the replay last changed."),
  finishedAt: dateTime("When the replay ended.").optional(),
};

const replayShape = z
  .strictObject(replayFields)
  .meta({ id: "Replay", description: "A job that sends many deliveries again." });

const tenantsReplayShape = z
  .strictObject({ tenantId: z.string(), ...replayFields })
  .meta({ id: "TenantsReplay", description: "A tenant's job that sends many deliveries again." });

const previewShape = z
  .strictObject({
    count: count("Deliveries that would be sent again."),
    earliest: dateTime("When the first of their events came in.").optional(),
    latest: dateTime("When the last of their events came in.").optional(),
    newlyMatching: count("Events that gave no delivery when they came in, but match the current settings."),
    noLongerMatching: count("Deliveries within the count that don't match the current settings."),
    complete: z.boolean().describe("False if there was too much to read in time. The numbers are then lower bounds."),
  })
  .meta({ id: "ReplayPreview", description: "What a replay would do." });

// Some clients, such as openapi-generator's in Java, read every 2xx answer by the schema of the first one.
const replayOrPreviewShape = z.union([previewShape, replayShape]).meta({ id: "ReplayOrPreview" });

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

const MOVED = { 200: { description: "The replay after the change.", schema: replayShape } };

export const replayDocs = documented(
  {
    tag: "Replays",
    text: "Jobs that send a subscription's missed deliveries again. You can watch, pause and cancel them.",
  },
  replayRoutes,
  {
    createReplay: {
      summary: "Replay a subscription's deliveries",
      text: "Sends the oldest deliveries first, with the subscription's current URL, dialect and secret. With `dryRun`, the answer shows what the replay would do.",
      body: {
        name: "ReplayFields",
        notes: {
          since: "Deliveries that were created from this time on.",
          until: "Deliveries that were created before this time. The current time by default.",
          states:
            "Deliveries in one of these states: `exhausted` and `skipped` by default. A `held` one is held again while its endpoint fails.",
          types: "Deliveries of events of these types.",
          filter: conditionNote("A CEL expression over `event`, `data` and `subscription` that events must meet."),
          includeUnmatched: "Includes events that gave no delivery when they came in, but match the current settings.",
          ratePerSecond: "The largest number of deliveries that the replay starts per second.",
          dryRun: "Shows what the replay would do, and does nothing.",
        },
        example: {
          subscriptionId: "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
          since: "2025-12-31T06:00:00Z",
          states: ["exhausted", "skipped"],
        },
      },
      answers: {
        200: { description: "With `dryRun`: what the replay would do.", schema: replayOrPreviewShape },
        202: { description: "The replay has begun.", schema: replayShape, example: REPLAY },
      },
      refusals: {
        404: "The subscription is not found, or belongs to another tenant.",
        409: "The subscription is inactive, or a pull subscription.",
      },
    },
    listReplays: {
      summary: "List replays",
      text: "Newest first.",
      query: { ...PAGE_NOTES, subscriptionId: "Only replays of this subscription." },
      answers: { 200: { description: "A page of replays.", schema: pageOf("ReplayPage", replayShape) } },
    },
    readReplay: {
      summary: "Read a replay",
      answers: { 200: { description: "The replay and its progress.", schema: replayShape, example: REPLAY } },
    },
    pauseReplay: {
      summary: "Pause a replay",
      text: "The replay stops after its current page, which has at most 50 deliveries.",
      answers: MOVED,
      refusals: { 409: "The replay isn't running." },
    },
    resumeReplay: {
      summary: "Resume a replay",
      text: "The replay continues from where it stopped, with the current settings.",
      answers: MOVED,
      refusals: {
        409: "The replay is neither paused nor failed, or its subscription is deleted, inactive or a pull subscription.",
      },
    },
    cancelReplay: {
      summary: "Cancel a replay",
      text: "Deliveries that the replay has already started continue.",
      answers: MOVED,
      refusals: { 409: "The replay has already ended." },
    },
  },
);

export const allReplaysDocs = documented(
  { tag: "Replays of all tenants", text: "What the operator sees of all tenants' replays." },
  allReplaysRoutes,
  {
    listAllReplays: {
      summary: "List the replays of all tenants",
      text: "Newest first. A page with a filter can be short, or even empty, while `next` continues.",
      query: { ...PAGE_NOTES, state: "Only replays in this state." },
      answers: {
        200: { description: "A page of replays.", schema: pageOf("TenantsReplayPage", tenantsReplayShape) },
      },
    },
  },
);
