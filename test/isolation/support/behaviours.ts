/**
 * How an endpoint treats a POST: answers 200 at once, takes it and never answers, answers each event with 500 first and
 * 200 later, or answers 200 until it begins to hang.
 */
export const BEHAVIOURS = ["healthy", "hanging", "failing-once", "turning"] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A POST that arrived at an endpoint. */
export interface Arrival {
  /** The endpoint's path. */
  path: string;
  eventId: string;
  /** Epoch milliseconds. */
  atMs: number;
}

/** What the thread of the receivers tells. */
export type ReceiversNews =
  | { ports: Record<Behaviour, number> }
  | {
      arrivals: Arrival[];
      /** POSTs without an answer, at this time. */
      unanswered: number;
    };

/** Tells the thread that the turning endpoints hang from now on. */
export type ReceiversOrder = "turn";
