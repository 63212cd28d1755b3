import { parseExact } from "../kit/exact-json.ts";
import type { Event } from "../model/event.ts";
import type { Subscription } from "../model/subscription.ts";
import type { ConditionInput } from "./condition.ts";

/** The fields of a subscription that an expression can read. */
export type Subject = Pick<Subscription, "id" | "name" | "metadata">;

/** The fields of an event that an expression can read. `data` is JSON text. */
export type InputEvent = Pick<Event, "id" | "type" | "occurredAt" | "data">;

/**
 * Makes the variables of an event's expressions. The data is parsed once, when the first expression needs it, and throws
 * an error if it isn't JSON.
 */
export function inputsOf({ id, type, occurredAt, data }: InputEvent) {
  let parsed: { data: unknown } | undefined;

  return function inputFor({ id: subscriptionId, name = "", metadata }: Subject): ConditionInput {
    parsed ??= { data: parseExact(data) };
    return { event: { id, type, occurredAt }, data: parsed.data, subscription: { id: subscriptionId, name, metadata } };
  };
}
