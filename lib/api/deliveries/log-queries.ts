import * as z from "zod/mini";
import type { PageRequest } from "../../core/kit/pages.ts";
import type { DeliveryFilter, EventFilter, TimeSpan } from "../../core/log/log-filters.ts";
import type { DeliveryState, FailureClass } from "../../core/model.ts";
import { busTypeSchema as eventType } from "../events/event-schemas.ts";
import { pageSchema } from "../http/pages.ts";
import { checked } from "../http/schema.ts";

/** What a request's query string says. */
type Query = Record<string, string | undefined> | undefined;

const STATES = "pending|retrying|delivered|exhausted|skipped|cancelled";
const states = z
  .string()
  .check(
    z.regex(new RegExp(`^(${STATES})(,(${STATES}))*$`), "must be a delivery's state, or some with commas between"),
  );
const failure = z
  .string()
  .check(
    z.regex(
      /^(dns|connect|tls|timeout-(dns|connect|tls|headers)|too-slow|blocked-address|protocol|http-[1-9]\d\d)$/,
      "must be a failure class such as http-500, dns or timeout-connect",
    ),
  );
const INSTANT = "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z";
/** In UTC, and a day before, its year has four digits still: instants are compared as text. */
const instant = z.iso
  .datetime({ offset: true, error: INSTANT })
  .check(z.refine((text) => !(Date.parse(text) < FIRST_MS || Date.parse(text) > LAST_MS), INSTANT));
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T00:00:00Z");
const subscriptionId = z.string().check(z.regex(/^sub_[0-9A-HJKMNP-TV-Z]{26}$/, "must be a subscription's id"));

const span = { since: z.optional(instant), until: z.optional(instant) };

/** What the query string of a subscription's deliveries may say. */
export const deliveryListSchema = z.extend(pageSchema, {
  ...span,
  type: z.optional(eventType),
  state: z.optional(states),
  failure: z.optional(failure),
});

/** What the query string of an event's deliveries may say. */
export const eventDeliveriesSchema = z.extend(pageSchema, { state: z.optional(states) });

/** What the query string of the events may say. `state` is that of the subscription's delivery. */
export const eventListSchema = z
  .extend(pageSchema, {
    ...span,
    type: z.optional(eventType),
    subscriptionId: z.optional(subscriptionId),
    state: z.optional(states),
  })
  .check(
    z.refine(({ state, subscriptionId }) => state === undefined || subscriptionId !== undefined, {
      path: ["state"],
      error: "needs a subscriptionId: it is the state of that subscription's delivery",
    }),
  );

/** What the query string of a subscription's statistics may say. */
export const statisticsSchema = z.strictObject(span);

const statesIn = (text: string | undefined): DeliveryState[] | undefined =>
  text === undefined ? undefined : ([...new Set(text.split(","))] as DeliveryState[]);

/** In the form that instants are kept in, so that they compare as text. */
const spanIn = ({ since, until }: TimeSpan): TimeSpan => ({ since: since && utc(since), until: until && utc(until) });

const utc = (instantText: string): string => new Date(instantText).toISOString();

/** The page of a subscription's deliveries that is asked for. Refused with 422. */
export function readDeliveryList(query: Query): { filter: DeliveryFilter; page: PageRequest } {
  const { limit, after, type, state, failure: of, ...span } = checked(deliveryListSchema, query ?? {});
  const types = type === undefined ? undefined : [type];
  const filter = { ...spanIn(span), types, states: statesIn(state), failure: of as FailureClass | undefined };
  return { filter, page: { limit, after } };
}

/** The page of an event's deliveries that is asked for. Refused with 422. */
export function readEventDeliveries(query: Query): { states: DeliveryState[] | undefined; page: PageRequest } {
  const { limit, after, state } = checked(eventDeliveriesSchema, query ?? {});
  return { states: statesIn(state), page: { limit, after } };
}

export interface EventListRequest {
  filter: EventFilter;
  /** Only those that gave this subscription a delivery, in one of these states. */
  of?: { subscriptionId: string; states: DeliveryState[] | undefined };
  page: PageRequest;
}

/** The page of events that is asked for. Refused with 422. */
export function readEventList(query: Query): EventListRequest {
  const { limit, after, type, subscriptionId: id, state, ...span } = checked(eventListSchema, query ?? {});
  const of = id === undefined ? undefined : { subscriptionId: id, states: statesIn(state) };
  return { filter: { ...spanIn(span), type }, of, page: { limit, after } };
}

/** The time that statistics are asked of: the 24 hours before now unless said otherwise. Refused with 422. */
export function readStatisticsSpan(query: Query, nowMs: number): Required<TimeSpan> {
  const asked = spanIn(checked(statisticsSchema, query ?? {}));
  const until = asked.until ?? new Date(nowMs).toISOString();
  return { since: asked.since ?? new Date(Date.parse(until) - DAY_MS).toISOString(), until };
}

const DAY_MS = 86_400_000;
