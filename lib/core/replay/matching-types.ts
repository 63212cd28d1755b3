import { decide } from "../matching/decision.ts";
import type { Evaluate } from "../matching/evaluation.ts";
import type { Event } from "../model.ts";
import type { Settings } from "./replay-page.ts";

/** The types by which an event matches a subscription under the current settings; undefined if it doesn't match. */
export function matchingTypes(
  { type }: Pick<Event, "type">,
  { subscription, catalog }: Settings,
  evaluate: Evaluate,
): string[] | undefined {
  const decision = decide(subscription, type, catalog.derivedFrom(type), evaluate);
  return "types" in decision ? decision.types : undefined;
}
