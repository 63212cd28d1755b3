import { decide } from "../matching/decision.ts";
import type { Evaluate } from "../matching/evaluation.ts";
import type { Event } from "../model/event.ts";
import type { Settings } from "./replay-page.ts";

/**
 * The types by which an event matches a subscription under the current settings. Undefined if it doesn't match,
 * "undecided" if an expression ran out of time.
 */
export function matchingTypes(
  { type }: Pick<Event, "type">,
  { subscription, catalog }: Settings,
  evaluate: Evaluate,
): string[] | "undecided" | undefined {
  const decision = decide(subscription, type, catalog.derivedFrom(type), evaluate);
  if (decision.step === "undecided") return "undecided";
  return "types" in decision ? decision.types : undefined;
}
