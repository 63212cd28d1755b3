import * as z from "zod/mini";
import { refuse } from "../../core/errors.ts";
import { REPLAYABLE, type Replay, type ReplayScope } from "../../core/replay/replay.ts";
import { busTypeSchema as eventType } from "../events/event-schemas.ts";
import { condition } from "../http/condition-field.ts";
import { pageSchema } from "../http/pages.ts";
import { checked } from "../http/schema.ts";

const instant = z.iso.datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z" });
const subscriptionId = z.string().check(z.regex(/^sub_[0-9A-HJKMNP-TV-Z]{26}$/, "must be a subscription's id"));
const RATE = "must be from 1 to 1000";

/** What a caller wants to be sent again. */
export const replaySchema = z.strictObject({
  subscriptionId,
  since: instant,
  until: z.optional(instant),
  states: z._default(
    z.array(z.enum(REPLAYABLE, `must be one of ${REPLAYABLE.join(", ")}`)).check(z.minLength(1, "must name a state")),
    ["exhausted", "skipped"],
  ),
  types: z.optional(
    z
      .array(eventType)
      .check(z.minLength(1, "must name an event type"), z.maxLength(100, "must name at most 100 event types")),
  ),
  filter: z.optional(condition),
  includeUnmatched: z._default(z.boolean(), false),
  ratePerSecond: z._default(z.int("must be a whole number").check(z.gte(1, RATE), z.lte(1000, RATE)), 100),
  dryRun: z._default(z.boolean(), false),
});

/** What the query string of the replays may say. */
export const replayListSchema = z.extend(pageSchema, { subscriptionId: z.optional(subscriptionId) });

/** The replay that a request's body asks for. Refused with 422. */
export function readReplayRequest(
  body: unknown,
  tenantId: string,
  nowMs: number,
): { scope: ReplayScope; ratePerSecond: number; dryRun: boolean } {
  const { ratePerSecond, dryRun, since, until, states, types, ...rest } = checked(replaySchema, body);
  const sinceMs = Date.parse(since);
  const untilMs = until === undefined ? nowMs : Math.min(Date.parse(until), nowMs);
  if (sinceMs >= untilMs) refuse([{ path: "/since", message: "must be before `until`, and in the past" }]);
  const span = { since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
  const kinds = { states: [...new Set(states)], types: types && [...new Set(types)] };
  return { scope: { tenantId, ...rest, ...span, ...kinds }, ratePerSecond, dryRun };
}

/** A replay as the API shows it, in an order fit to read. */
export function replayView(replay: Replay) {
  const { id, subscriptionId, state, reason, progress, since, until, states, types, filter } = replay;
  const { includeUnmatched, ratePerSecond, createdAt, updatedAt, finishedAt } = replay;
  const what = { since, until, states, types, filter, includeUnmatched, ratePerSecond };
  return { id, subscriptionId, state, reason, progress, ...what, createdAt, updatedAt, finishedAt };
}
