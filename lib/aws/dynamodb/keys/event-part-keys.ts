import type { EventRef } from "../../../core/model/event.ts";
import type { RowKey } from "../table.ts";
import { number4 } from "./row-number.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

const EVENT_DATA_SK = "D";
const MATCHES_PREFIX = "M#";
const LATER_DECISION_PREFIX = "N#";
const UNDECIDED_PREFIX = "U#";
const RECIPIENT_PREFIX = "R#";

/** The partition of the parts of an event that don't fit into its own row, or came later. */
export const eventPartsPk = ({ ulid, ...of }: EventRef): string => `X#${tenantPlaceOf(of)}#${ulid}`;
export const eventDataKey = (event: EventRef): RowKey => ({ pk: eventPartsPk(event), sk: EVENT_DATA_SK });
export const isEventDataKey = ({ sk }: RowKey): boolean => sk === EVENT_DATA_SK;

/** The row of matches that don't fit into the event's own row. Numbers start at 1. */
export const matchesKey = (event: EventRef, number: number): RowKey => ({
  pk: eventPartsPk(event),
  sk: MATCHES_PREFIX + number4(number),
});
export const isMatchesKey = ({ sk }: RowKey): boolean => sk.startsWith(MATCHES_PREFIX);

/** The row of subscriptions whose match wasn't decided when the event came in. Numbers start at 1. */
export const undecidedKey = (event: EventRef, number: number): RowKey => ({
  pk: eventPartsPk(event),
  sk: UNDECIDED_PREFIX + number4(number),
});
export const isUndecidedKey = ({ sk }: RowKey): boolean => sk.startsWith(UNDECIDED_PREFIX);

/** A decision about a subscription that was made after the event was received. */
export const laterDecisionKey = (event: EventRef, subscriptionId: string): RowKey => ({
  pk: eventPartsPk(event),
  sk: LATER_DECISION_PREFIX + subscriptionId,
});
export const isLaterDecisionKey = ({ sk }: RowKey): boolean => sk.startsWith(LATER_DECISION_PREFIX);
export const subscriptionIdDecided = ({ sk }: RowKey): string => sk.slice(LATER_DECISION_PREFIX.length);

/** A note that a subscription may get a delivery which the event doesn't list. */
export const recipientKey = (event: EventRef, subscriptionId: string): RowKey => ({
  pk: eventPartsPk(event),
  sk: RECIPIENT_PREFIX + subscriptionId,
});

/** The subscription in a note's key; undefined if the key is another part of the event. */
export const recipientIn = ({ sk }: RowKey): string | undefined =>
  sk.startsWith(RECIPIENT_PREFIX) ? sk.slice(RECIPIENT_PREFIX.length) : undefined;
