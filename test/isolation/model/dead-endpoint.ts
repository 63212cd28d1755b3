import { DEFAULT_RETRY_WAITS, waitAfter } from "../../../lib/core/delivery/retry.ts";
import { probesDue } from "../../../lib/core/health/breaker.ts";
import { MOST_UNDER_WAY, sentOnWait } from "../../../lib/core/health/bulkhead.ts";
import { NO_EVIDENCE, type Tally, withTally } from "../../../lib/core/health/evidence.ts";
import type { Health, Standing } from "../../../lib/core/health/health.ts";
import { heldFor } from "../../../lib/core/health/holding.ts";
import { probeLost, probeSent, trip } from "../../../lib/core/health/transitions.ts";
import { randomOf } from "../../simulation/scenario.ts";
import { createAgenda } from "./agenda.ts";

export interface DeadEndpoint {
  /** Whether it takes POSTs and never answers, or answers 500 at once. */
  hangs: boolean;
  eventsPerSecond: number;
  maxRetries: number;
  hours: number;
}

export interface Flood {
  /** The most messages in flight at a time: received, and neither deleted nor shown again. */
  mostInFlight: number;
  held: number;
  exhausted: number;
  posts: number;
}

const LIMIT_SECONDS = 30;
const ANSWER_SECONDS = 0.05;
const NOTICE_SECONDS = 2;
/** How often due probes are looked for. */
const WAKE_SECONDS = 60;
const PROBE_LEASE_SECONDS = 120;

/**
 * Plays the rules of `lib/core/health` for an endpoint that is dead, with a clock that jumps. Each message acts on what is
 * known of the endpoint when it is received.
 */
export function playDeadEndpoint({ hangs, eventsPerSecond, maxRetries, hours }: DeadEndpoint): Flood {
  const random = randomOf(1);
  const { now, after, run } = createAgenda();
  const nowMs = () => now() * 1000;
  const flood: Flood = { mostInFlight: 0, held: 0, exhausted: 0, posts: 0 };
  let health: Health = { version: 0, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };
  let [inFlight, underWay, serial] = [0, 0, 0];

  function change(standing: Standing | undefined): void {
    if (!standing) return;
    const { version, slowSince, quickAnswers, leases, evidence } = health;
    health = { version: version + 1, slowSince, quickAnswers, leases, evidence, ...standing };
  }

  function count(tally: Partial<Tally>): void {
    const all = {
      successes: 0,

      failures: 0,
      answers: 0,
      timeOuts: 0,
      failedDeliveries: [],
      ...tally,
    };
    health = { ...health, evidence: withTally(health.evidence, all, nowMs()) };
    change(trip(health, undefined, nowMs(), random()));
  }

  function receive(delivery: number, attempts: number, sentOn = 0): void {
    if (heldFor(health, nowMs())) {
      flood.held++;
      return;
    }
    if (health.slowSince !== undefined && underWay >= MOST_UNDER_WAY) {
      after(sentOnWait(sentOn, random()), () => receive(delivery, attempts, sentOn + 1));
      return;
    }
    post(delivery, () => failed(delivery, attempts + 1));
  }

  function post(delivery: number, ended: () => void): void {
    flood.posts++;
    underWay++;
    fly(1);
    if (hangs) after(NOTICE_SECONDS, notice);
    after(hangs ? LIMIT_SECONDS : ANSWER_SECONDS, () => {
      underWay--;
      fly(-1);
      count({ failures: 1, answers: hangs ? 0 : 1, failedDeliveries: [String(delivery)] });
      ended();
    });
  }

  function notice(): void {
    health = { ...health, slowSince: health.slowSince ?? new Date(nowMs()).toISOString() };
    count({ timeOuts: 1 });
  }

  function failed(delivery: number, attempts: number): void {
    if (attempts > maxRetries) {
      flood.exhausted++;
      return;
    }
    const seconds = waitAfter(attempts, DEFAULT_RETRY_WAITS, random());
    // The first wait is a delay. The later ones are visibility timeouts.
    const isInFlight = attempts > 1;
    if (isInFlight) fly(1);
    after(seconds, () => {
      if (isInFlight) fly(-1);
      receive(delivery, attempts);
    });
  }

  function fly(messages: number): void {
    inFlight += messages;
    flood.mostInFlight = Math.max(flood.mostInFlight, inFlight);
  }

  function wake(): void {
    after(WAKE_SECONDS, wake);
    if (!health.breaker || probesDue(health.breaker, nowMs()) === 0) return;
    const { failedProbes } = health.breaker;
    change(probeSent(health, nowMs() + PROBE_LEASE_SECONDS * 1000));
    post(-1, () => change(probeLost(health, failedProbes, nowMs(), random())));
  }

  function accept(): void {
    after(1 / eventsPerSecond, accept);
    receive(serial++, 0);
  }

  accept();
  wake();
  run(hours * 3600);
  return flood;
}
