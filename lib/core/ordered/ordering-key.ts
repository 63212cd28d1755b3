import { hash } from "node:crypto";
import type { Allowance } from "../matching/allowance.ts";
import type { Subject } from "../matching/expression-input.ts";
import type { ExpressionValue } from "../matching/expression-result.ts";
import { type EvaluationOptions, expressionValues } from "../matching/expression-values.ts";
import type { Event } from "../model/event.ts";
import type { Subscription } from "../model/subscription.ts";
import type { OrderedLane } from "./ordered-lane.ts";

const HASH_DIGITS = 32;

/**
 * Finds the ordered lanes of an event's deliveries. A subscription without an ordering key has one lane, whose hash is
 * empty. An event without a value of the key takes that lane too: the key names a field that it lacks, say, or took too
 * long.
 */
export function orderedLanes(options?: EvaluationOptions) {
  const valuesFor = expressionValues("key", options);

  return function lanesOf(event: Event, allowance: Allowance) {
    const valueFor = valuesFor(event, allowance);

    return function orderedLaneOf(subscription: Subject & Pick<Subscription, "orderingKey">): OrderedLane {
      const { id: subscriptionId, orderingKey } = subscription;
      const value = orderingKey === undefined ? undefined : textOf(valueFor(orderingKey, subscription));
      return { tenantId: event.tenantId, subscriptionId, hash: value === undefined ? "" : hashed(value) };
    };
  };
}

const hashed = (text: string): string => hash("sha256", text).slice(0, HASH_DIGITS);

/** A key's value as text: `1`, `1.0` and `"1"` are the same. Undefined if there is none. */
function textOf(result: ExpressionValue): string | undefined {
  if (!("value" in result)) return undefined;
  const { value } = result;
  return ["string", "number", "bigint", "boolean"].includes(typeof value) ? String(value) : undefined;
}
