/**
 * How an endpoint treats a POST:
 *
 * - `healthy`: answers 200 at once.
 * - `hanging`: takes it and never answers.
 * - `failing-once`: answers each event with 500 first and 200 later.
 * - `flaky`: answers every fiftieth POST with 500.
 * - `turning`: answers 200 until it begins to hang.
 * - `breaking`: answers 200 until it begins to answer 500.
 * - `mending`: answers 500 until it begins to answer 200.
 * - `prompt`: answers 200 after 10 ms.
 * - `unplugged`: answers 200, and refuses connections while it is unplugged.
 */
export const BEHAVIOURS = [
  "healthy",
  "hanging",
  "failing-once",
  "flaky",
  "turning",
  "breaking",
  "mending",
  "prompt",
  "unplugged",
] as const;
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

/** Tells the thread that endpoints change: `turn` is about those that are turning, breaking and mending. */
export type ReceiversOrder = "turn" | "unplug" | "plug";
