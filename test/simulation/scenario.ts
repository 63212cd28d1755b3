import fc from "fast-check";

/** How a receiver answers the first, second … POST of each delivery. The last behaviour repeats. */
export type ReceiverBehaviour = "ok" | "error" | "slow-ok" | "slow-error" | "busy";

export interface SimulatedSubscription {
  behaviours: ReceiverBehaviour[];
  maxRetries: number;
  events: string[];
  /** Whether it is switched on at first. */
  active: boolean;
}

/** A change to a subscription while deliveries are under way. */
export interface Edit {
  atSeconds: number;
  subscription: number;
  change: "switch-off" | "switch-on" | "move" | "delete";
}

/** A request that a person makes about a delivery. */
export interface Repair {
  atSeconds: number;
  event: number;
  subscription: number;
  change: "retry" | "cancel" | "erase";
}

/** A replay of all deliveries that a subscription had so far. */
export interface SimulatedReplay {
  atSeconds: number;
  subscription: number;
  ratePerSecond: number;
  includeUnmatched: boolean;
}

export interface Scenario {
  /** Seeds every random choice of the simulation: faults, jitter, duplicates, order. */
  seed: number;
  subscriptions: SimulatedSubscription[];
  /** When each event is sent, in seconds, and its type. */
  events: { atSeconds: number; type: string }[];
  edits: Edit[];
  repairs: Repair[];
  replays: SimulatedReplay[];
  /** The shares of calls that fail, of invocations that die, and of messages that SQS delivers twice. */
  faultRate: number;
  crashRate: number;
  duplicateRate: number;
}

/** How long faults happen. Afterwards, all that is left must end without help. */
export const TROUBLE_SECONDS = 600;

const behaviour = fc.constantFrom<ReceiverBehaviour>("ok", "error", "slow-ok", "slow-error", "busy");
const type = fc.constantFrom("a.x", "a.y", "b");
const rate = fc.constantFrom(0, 0.05, 0.2, 0.4);
const inTrouble = fc.integer({ min: 0, max: TROUBLE_SECONDS });

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  subscriptions: fc.array(
    fc.record({
      behaviours: fc.array(behaviour, { minLength: 1, maxLength: 5 }),
      maxRetries: fc.integer({ min: 0, max: 6 }),
      events: fc.constantFrom(["*"], ["a.*"], ["b"], ["a.x", "b"]),
      active: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  events: fc.array(fc.record({ atSeconds: fc.integer({ min: 0, max: 60 }), type }), { minLength: 1, maxLength: 4 }),
  edits: fc.array(
    fc.record({
      atSeconds: inTrouble,
      subscription: fc.nat(2),
      change: fc.constantFrom<Edit["change"]>("switch-off", "switch-on", "move", "delete"),
    }),
    { maxLength: 3 },
  ),
  repairs: fc.array(
    fc.record({
      atSeconds: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 5_000 })),
      event: fc.nat(3),
      subscription: fc.nat(2),
      change: fc.constantFrom<Repair["change"]>("retry", "retry", "retry", "cancel", "cancel", "erase"),
    }),
    { maxLength: 6 },
  ),
  replays: fc.array(
    fc.record({
      atSeconds: inTrouble,
      subscription: fc.nat(2),
      ratePerSecond: fc.constantFrom(1, 2, 50),
      includeUnmatched: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  faultRate: rate,
  crashRate: rate,
  duplicateRate: rate,
});

/** Mulberry32. The same seed gives the same sequence. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
