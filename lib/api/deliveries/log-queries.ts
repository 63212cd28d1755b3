import * as z from "zod/mini";
import { refuse } from "../../core/errors.ts";
import type { PageRequest } from "../../core/kit/pages.ts";
import type { DeliveryFilter, EventFilter, TimeSpan } from "../../core/log/log-filters.ts";
import type { DeliveryState } from "../../core/model/delivery.ts";
import type { FailureClass } from "../../core/model/failure-class.ts";
import { eventIdField } from "../events/event-id-field.ts";
import { dateTimeField, eventTypeField, NOT_A_TIME, subscriptionIdField } from "../http/fields.ts";
import { pageSchema } from "../http/pages.ts";

const STATES = "pending|retrying|held|delivered|exhausted|skipped|cancelled";
const states = z
  .string()
  .check(
    z.regex(
      new RegExp(`^(${STATES})(,(${STATES}))*$`),
      `must be one of ${STATES.split("|").join(", ")}, or several separated by commas`,
    ),
  );
const failure = z
  .string()
  .check(
    z.regex(
      /^(dns|connect|tls|timeout-(dns|connect|tls|headers)|too-slow|blocked-address|protocol|http-[1-9]\d\d)$/,
      "must be a failure class such as http-500, dns or timeout-connect",
    ),
  );
/** Times are compared as text, so the year in UTC must have four digits. So must the year of the day before. */
const time = dateTimeField.check(
  z.refine((text) => !(Date.parse(text) < FIRST_MS || Date.parse(text) > LAST_MS), NOT_A_TIME),
);
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T00:00:00Z");

const span = { since: z.optional(time), until: z.optional(time) };

/** The query string of a subscription's deliveries. */
export const deliveryListSchema = z.extend(pageSchema, {
  ...span,
  type: z.optional(eventTypeField),
  state: z.optional(states),
  failure: z.optional(failure),
});

/** The query string of an event's deliveries. */
export const eventDeliveriesSchema = z.extend(pageSchema, { state: z.optional(states) });

/** The query string of an event's explanations. */
export const explanationsSchema = z.extend(pageSchema, { subscriptionId: z.optional(subscriptionIdField) });

/** The query string of the events. `id` takes any id of an event. `state` is the state of the subscription's delivery. */
export const eventListSchema = z
  .extend(pageSchema, {
    ...span,
    id: z.optional(eventIdField),
    type: z.optional(eventTypeField),
    subscriptionId: z.optional(subscriptionIdField),
    state: z.optional(states),
  })
  .check(
    z.refine(({ state, subscriptionId }) => state === undefined || subscriptionId !== undefined, {
      path: ["state"],
      error: "needs a subscriptionId: the state is that of the subscription's delivery",
    }),
  );

/** The query string of a subscription's statistics. */
export const statisticsSchema = z.strictObject(span);

const statesIn = (text: string | undefined): DeliveryState[] | undefined =>
  text === undefined ? undefined : ([...new Set(text.split(","))] as DeliveryState[]);

/** Times in the form that rows have, so that they compare as text. */
const spanIn = ({ since, until }: TimeSpan): TimeSpan => ({ since: since && utc(since), until: until && utc(until) });

const utc = (time: string): string => new Date(time).toISOString();

export interface DeliveryListRequest {
  filter: DeliveryFilter;
  page: PageRequest;
}

export function deliveryListRequest(query: z.infer<typeof deliveryListSchema>): DeliveryListRequest {
  const { limit, after, type, state, failure: of, ...span } = query;
  const types = type === undefined ? undefined : [type];
  const filter = { ...spanIn(span), types, states: statesIn(state), failure: of as FailureClass | undefined };
  return { filter, page: { limit, after } };
}

export interface EventDeliveriesRequest {
  states: DeliveryState[] | undefined;
  page: PageRequest;
}

export function eventDeliveriesRequest(query: z.infer<typeof eventDeliveriesSchema>): EventDeliveriesRequest {
  const { limit, after, state } = query;
  return { states: statesIn(state), page: { limit, after } };
}

export interface EventListRequest {
  /** Only the event with this id, in any form (see `findEvent`). */
  id?: string | undefined;
  filter: EventFilter;
  /** Only events that gave this subscription a delivery, in one of these states. */
  of?: { subscriptionId: string; states: DeliveryState[] | undefined };
  page: PageRequest;
}

/** Throws a 422 `Refusal` for an `id` with other filters: the id alone names one event. */
export function eventListRequest({ id, ...query }: z.infer<typeof eventListSchema>): EventListRequest {
  const { limit, ...others } = query;
  if (id !== undefined) refuse(Object.keys(others).map((name) => ({ path: `/${name}`, message: NOT_WITH_ID })));
  const { after, type, subscriptionId, state, ...span } = others;
  const of = subscriptionId === undefined ? undefined : { subscriptionId, states: statesIn(state) };
  return { id, filter: { ...spanIn(span), type }, of, page: { limit, after } };
}

const NOT_WITH_ID = "must be left out: the id names one event";

/** The time that statistics cover: the last 24 hours by default. */
export function statisticsSpan(query: z.infer<typeof statisticsSchema>, nowMs: number): Required<TimeSpan> {
  const asked = spanIn(query);
  const until = asked.until ?? new Date(nowMs).toISOString();
  return { since: asked.since ?? new Date(Date.parse(until) - DAY_MS).toISOString(), until };
}

const DAY_MS = 86_400_000;
