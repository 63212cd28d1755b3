import * as z from "zod/mini";
import { refuse } from "../../core/errors.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { REPLAYABLE, type ReplayScope } from "../../core/replay/replay.ts";
import { conditionField } from "../http/condition-field.ts";
import { dateTimeField, eventTypeField, optionalList, subscriptionIdField } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

const RATE = "must be from 1 to 1000";

/** The deliveries that a caller wants to send again. */
export const replaySchema = z.strictObject({
  subscriptionId: subscriptionIdField,
  since: dateTimeField,
  until: z.optional(dateTimeField),
  states: optionalList(
    z.array(z.enum(REPLAYABLE, `must be one of ${REPLAYABLE.join(", ")}`)).check(z.minLength(1, "must name a state")),
  ),
  types: optionalList(
    z
      .array(eventTypeField)
      .check(z.minLength(1, "must name an event type"), z.maxLength(100, "must name at most 100 event types")),
  ),
  filter: z.optional(conditionField),
  includeUnmatched: z._default(z.boolean(), false),
  ratePerSecond: z._default(z.int("must be an integer").check(z.gte(1, RATE), z.lte(1000, RATE)), 100),
  dryRun: z._default(z.boolean(), false),
});

/** The query string of the replays. */
export const replayListSchema = z.extend(pageSchema, { subscriptionId: z.optional(subscriptionIdField) });

/** The states of deliveries that receivers missed: the default. */
const MISSED = ["exhausted", "skipped"] as const;

export interface ReplayRequest {
  scope: ReplayScope;
  ratePerSecond: number;
  dryRun: boolean;
}

/** The replay that a request asks for. Throws a 422 `Refusal` for a time span that is empty or in the future. */
export function replayRequest(
  body: z.infer<typeof replaySchema>,
  { tenantId, incarnation }: TenantRef,
  nowMs: number,
): ReplayRequest {
  const { ratePerSecond, dryRun, since, until, states = MISSED, types, ...rest } = body;
  const sinceMs = Date.parse(since);
  const untilMs = until === undefined ? nowMs : Math.min(Date.parse(until), nowMs);
  if (sinceMs >= untilMs) refuse([{ path: "/since", message: "must be before `until`, and in the past" }]);
  const span = { since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
  const kinds = { states: [...new Set(states)], types: types && [...new Set(types)] };
  return { scope: { tenantId, incarnation, ...rest, ...span, ...kinds }, ratePerSecond, dryRun };
}
