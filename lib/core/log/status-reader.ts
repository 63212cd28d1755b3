import type { SubscriptionStatus } from "../model.ts";

export interface StatusReader {
  /**
   * How the latest POST to each subscription ended, by subscription id. A subscription without a POST is missing. Times
   * may be a few seconds old; outcomes are current.
   */
  getStatuses(subscriptionIds: string[]): Promise<Map<string, SubscriptionStatus>>;
}
