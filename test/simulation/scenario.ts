import fc from "fast-check";
import type { RateLimit } from "../../lib/core/rate/rate-limit.ts";

/** How a receiver answers the first, second … POST of each delivery. The last behaviour repeats. */
export type ReceiverBehaviour = "ok" | "error" | "slow-ok" | "slow-error" | "busy" | "gone";

export interface SimulatedSubscription {
  behaviours: ReceiverBehaviour[];
  maxRetries: number;
  timeoutSeconds: number;
  events: string[];
  filter?: "true" | "false";
  rateLimit?: RateLimit | undefined;
  /** Whether it is switched on at first. */
  active: boolean;
  /** In order, in one lane or in one for each `n` of the events. */
  ordered?: "one lane" | "by n" | undefined;
}

/** A time in which every POST to a subscription fails: it is answered 500 or 429, hangs, or finds no address. */
export interface ReceiverFailure {
  atSeconds: number;
  seconds: number;
  subscription: number;
  how: "error" | "hang" | "too-many" | "dns";
}

/** A request that a person makes about a subscription while deliveries are under way. */
export interface Edit {
  atSeconds: number;
  subscription: number;
  change: "switch-off" | "switch-on" | "move" | "limit" | "delete" | "pause" | "resume" | "probe";
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
  /** How many slices of other replays begin at the same time and die, so that their places stay taken for a minute. */
  rivals: number;
}

/** The data `{n}` that a producer sends for an event. */
export interface SentContent {
  via: "http" | "bus";
  n: number;
}

/** An event, and what producers send for its id at the same moment: once, repeatedly, or with different data. */
export interface SimulatedEvent {
  atSeconds: number;
  type: string;
  sent: SentContent[];
}

/** A time in which Secrets Manager fails every call. It may last so long that deliveries get stuck. */
export interface Outage {
  atSeconds: number;
  minutes: number;
}

export interface Scenario {
  /** Seeds every random choice of the simulation: faults, jitter, duplicates, order. */
  seed: number;
  subscriptions: SimulatedSubscription[];
  events: SimulatedEvent[];
  failures: ReceiverFailure[];
  edits: Edit[];
  repairs: Repair[];
  replays: SimulatedReplay[];
  outage?: Outage | undefined;
  /** A time in which our own network is down: no POST finds an address, and neither do those of other tenants. */
  networkDown?: { atSeconds: number; seconds: number } | undefined;
  /** When the operator deletes the tenant. */
  removalAtSeconds?: number | undefined;
  /** The shares of calls that fail, of invocations that die, and of messages that SQS delivers twice. */
  faultRate: number;
  crashRate: number;
  duplicateRate: number;
  /** The share of waits under pressure: so many messages are in flight that deliveries are parked. */
  pressureRate: number;
  /** The share of filters that take longer than a request has. */
  slowFilterRate: number;
  /** The most deliveries that `ingest` queues itself, and the most subscriptions in a page. */
  direct: number;
  pageSize: number;
}

/** How long faults happen. Afterwards, all that is left must end without help. */
export const TROUBLE_SECONDS = 600;

const behaviour = fc.constantFrom<ReceiverBehaviour>(
  "ok",
  "ok",
  "error",
  "error",
  "slow-ok",
  "slow-error",
  "busy",
  "gone",
);
const type = fc.constantFrom("a.x", "a.y", "b");
const content = fc.record({
  via: fc.constantFrom<SentContent["via"]>("http", "http", "bus"),
  n: fc.constantFrom(1, 1, 2),
});
const sent = fc.oneof(
  fc.array(content, { minLength: 1, maxLength: 1 }),
  fc.array(content, { minLength: 1, maxLength: 3 }),
);
const event = fc.record({ atSeconds: fc.integer({ min: 0, max: 60 }), type, sent });
/** Now and then, more events at a time than a slow endpoint has places. */
const burst = fc
  .tuple(event, fc.constantFrom(0, 0, 0, 0, 0, 12))
  .map(([one, times]) => Array.from({ length: times }, () => one));
const rate = fc.constantFrom(0, 0.05, 0.2, 0.4);
const inTrouble = fc.integer({ min: 0, max: TROUBLE_SECONDS });
/** Moments at which several people act at once. */
const together = fc.constantFrom(20, 45, 70);

/** Longer than three idle rounds, which leave a message stuck. */
const longOutage = fc.integer({ min: 60, max: 600 });

/** A value in one of so many scenarios. */
const oneIn = <T>(count: number, some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: count - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some });

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  subscriptions: fc.array(
    fc.record({
      behaviours: fc.array(behaviour, { minLength: 1, maxLength: 5 }),
      maxRetries: fc.integer({ min: 0, max: 6 }),
      timeoutSeconds: fc.constantFrom(30, 30, 60),
      events: fc.constantFrom(["*"], ["a.*"], ["b"], ["a.x", "b"]),
      filter: fc.constantFrom(undefined, undefined, "true" as const, "false" as const),
      rateLimit: fc.constantFrom(undefined, undefined, undefined, { perSecond: 0.1 }, { perSecond: 2, burst: 2 }),
      active: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
      ordered: fc.constantFrom(undefined, undefined, "one lane" as const, "by n" as const),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  events: fc.tuple(fc.array(event, { minLength: 1, maxLength: 4 }), burst).map(([few, more]) => [...few, ...more]),
  failures: fc.array(
    fc.record({
      atSeconds: fc.integer({ min: 0, max: 120 }),
      seconds: fc.integer({ min: 30, max: 3_000 }),
      subscription: fc.nat(2),
      how: fc.constantFrom<ReceiverFailure["how"]>("error", "hang", "too-many", "dns"),
    }),
    { maxLength: 2 },
  ),
  edits: fc.array(
    fc.record({
      atSeconds: inTrouble,
      subscription: fc.nat(2),
      change: fc.constantFrom<Edit["change"]>(
        "switch-off",
        "switch-on",
        "move",
        "limit",
        "delete",
        "pause",
        "pause",
        "resume",
        "probe",
      ),
    }),
    { maxLength: 4 },
  ),
  repairs: fc.array(
    fc.record({
      atSeconds: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 5_000 }), together),
      event: fc.nat(3),
      subscription: fc.nat(2),
      change: fc.constantFrom<Repair["change"]>("retry", "retry", "retry", "cancel", "erase", "erase"),
    }),
    { maxLength: 8 },
  ),
  replays: fc.array(
    fc.record({
      atSeconds: fc.oneof(inTrouble, together),
      subscription: fc.nat(2),
      ratePerSecond: fc.constantFrom(1, 2, 50),
      includeUnmatched: fc.boolean(),
      rivals: fc.constantFrom(0, 0, 1, 2, 3),
    }),
    { maxLength: 5 },
  ),
  outage: oneIn(5, fc.record({ atSeconds: inTrouble, minutes: fc.oneof(fc.integer({ min: 1, max: 60 }), longOutage) })),
  networkDown: oneIn(4, fc.record({ atSeconds: inTrouble, seconds: fc.integer({ min: 10, max: 300 }) })),
  removalAtSeconds: oneIn(8, fc.oneof(fc.integer({ min: 0, max: 70 }), inTrouble)),
  faultRate: rate,
  crashRate: rate,
  duplicateRate: rate,
  pressureRate: fc.constantFrom(0, 0.2, 1),
  slowFilterRate: fc.constantFrom(0, 0.2, 1),
  direct: fc.constantFrom(0, 1, 100),
  pageSize: fc.integer({ min: 1, max: 2 }),
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
