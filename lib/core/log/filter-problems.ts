import type { FilterProblem } from "../model/filter-problem.ts";

/** The shortest time between two alerts about a subscription's expressions. */
export const BETWEEN_FILTER_ALERTS_MS = 86_400_000;

export interface FilterProblemWriter {
  /**
   * Keeps the latest problem of each subscription, by subscription id. A problem may be left out if another one was
   * written less than a minute ago, or if it can't be written: it is a hint for people. Never rejects. Raises the alert
   * `filter.too-slow` for a subscription that had none for a day.
   */
  noteProblems(tenantId: string, problems: ReadonlyMap<string, FilterProblem>): Promise<void>;
}
