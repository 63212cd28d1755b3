/** An expression of a subscription that took too long: its filter, or the condition of a derived type that it lists. */
export interface FilterProblem {
  at: string;
  /** A sentence for people. */
  reason: string;
}
