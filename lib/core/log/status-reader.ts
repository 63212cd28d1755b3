import type { Health } from "../health/health.ts";
import type { FilterProblem } from "../model/filter-problem.ts";
import type { SubscriptionStatus } from "../model/subscription-status.ts";

export interface StatusReader {
  /**
   * How the latest POST to each subscription ended, by subscription id. A subscription without a POST is missing. Times
   * may be a few seconds old; outcomes are current.
   */
  getStatuses(subscriptionIds: string[]): Promise<Map<string, SubscriptionStatus>>;
  /** The latest problem of each subscription, by subscription id. A subscription without one is missing. */
  getFilterProblems(subscriptionIds: string[]): Promise<Map<string, FilterProblem>>;
  /** What is known about each endpoint, by subscription id, strongly consistent. An endpoint without trouble is missing. */
  getHealths(subscriptionIds: string[]): Promise<Map<string, Health>>;
}
