import { DEFAULT_RETRY_WAITS } from "../../../lib/core/delivery/retry.ts";
import { quantile } from "../../bench/support/statistics.ts";
import { randomOf } from "../../simulation/scenario.ts";
import { createAgenda } from "./agenda.ts";
import { createLane } from "./lane.ts";
import type { ModelMessage } from "./model-queue.ts";

/** A design, and the traffic that it carries. Times are in seconds, rates in events a second. */
export interface Model {
  /** One lane for all deliveries, or a quick lane and a patient one for slow endpoints. */
  lanes: 1 | 2;
  /** The most batches that a lane works on at a time. */
  concurrency: number;
  /** How many of these AWS has granted when the endpoint begins to hang. */
  warm: number;
  /** An endpoint that never answers. */
  hanging: { limit: number; burst?: number; rate?: number };
}

/** The waits of the healthy tenants' events since the endpoint began to hang, in seconds. */
export interface ModelWaits {
  p99: number;
  longest: number;
}

const HEALTHY_TENANTS = 20;
const HEALTHY_RATE = 1;
const HANGS_FROM = 60;
/** The hanging endpoint gets events until then. */
const SENT_UNTIL = 180;
const ENDS_AT = 400;
const ANSWER = 0.2;
/** Passing a message on, without a POST. */
const MOVE = 0.01;
/** A POST without an answer for this long shows that its endpoint is slow. */
const NOTICE = 2;
/** A larger limit of a subscription needs the patient lane. */
const LONGEST_QUICK_LIMIT = 30;
/** The most POSTs to a slow endpoint at a time. */
const BULKHEAD = 5;
/** How long a message waits for one of these, give or take a half. */
const PASSED_ON = 30;
const BURST_GAP = 0.001;
const HANGING = "hanging";

/**
 * Plays what SQS and Lambda document for an endpoint that hangs among healthy tenants, to compare designs in a moment.
 * It doesn't replace a run in the twin: it takes the twin's rules for fair queues and for the growth of a mapping, but
 * knows nothing of Posthorn's functions, and of AWS only what is documented.
 */
export function playLanes({ lanes, concurrency, warm, hanging }: Model): ModelWaits {
  const random = randomOf(1);
  const agenda = createAgenda();
  const { now, after } = agenda;
  const waits: number[] = [];
  let slowFrom = hanging.limit > LONGEST_QUICK_LIMIT ? 0 : Number.POSITIVE_INFINITY;
  let underWay = 0;

  const options = { agenda, concurrency, warm };
  const quick = createLane({ ...options, handle: inQuickLane });
  const patient = lanes === 2 ? createLane({ ...options, handle: inPatientLane }) : quick;

  function inQuickLane(message: ModelMessage): number {
    if (message.group !== HANGING) return answered(message);
    if (lanes === 1 || now() < slowFrom) return hang(message);
    patient.send(message);
    return MOVE;
  }

  function inPatientLane(message: ModelMessage): number {
    if (underWay < BULKHEAD) return hang(message);
    after(PASSED_ON * (0.5 + random()), () => patient.send(message));
    return MOVE;
  }

  function answered({ sentAtSeconds }: ModelMessage): number {
    if (now() >= HANGS_FROM) waits.push(now() - sentAtSeconds);
    return ANSWER;
  }

  function hang({ group, attempts }: ModelMessage): number {
    slowFrom = Math.min(slowFrom, now() + NOTICE);
    underWay++;
    const wait = DEFAULT_RETRY_WAITS[attempts];
    after(hanging.limit, () => {
      underWay--;
      if (wait) after(wait, () => patient.send({ group, attempts: attempts + 1 }));
    });
    return hanging.limit;
  }

  /** Sends events at random times. */
  function flow(group: string, rate: number, until: number): void {
    after(-Math.log(1 - random()) / rate, () => {
      if (now() > until) return;
      quick.send({ group, attempts: 0 });
      flow(group, rate, until);
    });
  }

  function beginToHang(): void {
    const { burst = 0, rate = 0 } = hanging;
    if (rate > 0) flow(HANGING, rate, SENT_UNTIL);
    for (let n = 0; n < burst; n++) after(n * BURST_GAP, () => quick.send({ group: HANGING, attempts: 0 }));
  }

  for (let tenant = 0; tenant < HEALTHY_TENANTS; tenant++) flow(`healthy-${tenant}`, HEALTHY_RATE, ENDS_AT);
  after(HANGS_FROM, beginToHang);
  agenda.run(ENDS_AT);
  return { p99: quantile(waits, 0.99), longest: quantile(waits, 1) };
}
