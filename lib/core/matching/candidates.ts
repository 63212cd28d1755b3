import type { Subscription } from "../model/subscription.ts";

/** The fields of a subscription that matching reads. A tenant may have thousands of subscriptions. */
export const CANDIDATE_FIELDS = [
  "id",
  "name",
  "events",
  "filter",
  "pull",
  "ordered",
  "orderingKey",
  "active",
  "metadata",
] as const;

export type Candidate = Pick<Subscription, (typeof CANDIDATE_FIELDS)[number]>;

export interface CandidateLister {
  /** All of a tenant's subscriptions, strongly consistent, oldest first. */
  listCandidates(tenantId: string): Promise<Candidate[]>;
}
