import type { DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import type { LaneStep } from "../../lib/core/delivery/lane.ts";
import { ended } from "../../lib/core/delivery/lifecycle.ts";
import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { LONGEST_DELAY_SECONDS, sentOnWait } from "../../lib/core/health/bulkhead.ts";
import type { Delivery, DeliveryTask, Subscription } from "../../lib/core/model.ts";
import { type AttemptPorts, attempting } from "./attempt.ts";
import type { MessageWrites } from "./batch-writes.ts";
import { ACKNOWLEDGE, type HandBack, REDRIVE } from "./hand-back.ts";
import type { LoadedBatch, LoadPorts } from "./loaded-batch.ts";
import type { Place } from "./places.ts";

export interface CarryOutPorts extends AttemptPorts, Pick<LoadPorts, "lane"> {
  observe: { outcome(record: DeliveryRecord): void };
}

/** A message to handle: its task, the delivery's row, the batch that it came with, and its part in the batch's writes. */
interface Handled {
  task: DeliveryTask;
  batch: LoadedBatch;
  writes: MessageWrites;
}

/** Carries out the decision about a message. Resolves with how to hand it back. Rejects after a failure inside Posthorn. */
export function carryingOut(ports: CarryOutPorts) {
  const { lane, now, random, observe } = ports;
  const attempt = attempting(ports);

  return async function carryOut(step: LaneStep, message: Handled, remainingMs: () => number): Promise<HandBack> {
    const { task, batch } = message;
    switch (step.do) {
      case "acknowledge":
        return ACKNOWLEDGE;
      case "redrive":
        return REDRIVE;
      case "wait":
        return step.seconds;
      case "handOver":
        // It would find no place in the patient lane, and only be sent on there.
        if (step.seconds === 0 && batch.isFull(task.subscriptionId)) return sendOn(message);
        return handOver(message, task, step.seconds);
      case "end": {
        const before = batch.rows.get(task.deliveryId);
        return end(message, { before, delivery: ended(task, before, step.state, now()) });
      }
      case "post":
        return postInPlace(message, step.subscription, remainingMs);
    }
  };

  async function postInPlace(message: Handled, subscription: Subscription, remainingMs: () => number) {
    const place = await message.batch.takePlace(subscription.id);
    if (!place) return sendOn(message);
    try {
      return await post(message, subscription, place, remainingMs);
    } finally {
      await place.leave();
    }
  }

  /** Lets a message come back when a place may be free. If it were handed back, that would use up one of its receives. */
  function sendOn(message: Handled): Promise<HandBack> {
    const { sentOn = 0 } = message.task;
    return handOver(message, { ...message.task, sentOn: sentOn + 1 }, sentOnWait(sentOn, random()));
  }

  function post(message: Handled, subscription: Subscription, place: Place, remainingMs: () => number) {
    const { task, batch, writes } = message;
    const due = {
      task,
      subscription,
      row: batch.rows.get(task.deliveryId),
      untilMs: place.untilMs,
      begin() {
        const ended = batch.slow.begin(subscription.id);
        return (result?: PostResult) => {
          ended(result);
          void place.leave(result);
        };
      },
      record: (made: DeliveryRecord) => record(writes, made),
      wait: async (seconds: number) => (lane === "quick" ? handOver(message, task, seconds) : seconds),
      announce: (delivery: Delivery, late: "late" | undefined) => announce(writes, delivery, late),
    };
    return attempt(due, remainingMs);
  }

  async function end({ writes }: Handled, made: DeliveryRecord): Promise<HandBack> {
    const late = await record(writes, made);
    return made.delivery.state === "exhausted" ? announce(writes, made.delivery, late) : ACKNOWLEDGE;
  }

  async function record(writes: MessageWrites, made: DeliveryRecord): Promise<"late" | undefined> {
    const late = await writes.record(made);
    observe.outcome(made);
    return late;
  }

  /** If the delivery changed meanwhile, `settle` reads whether it is exhausted. */
  async function announce(writes: MessageWrites, delivery: Delivery, late: "late" | undefined): Promise<HandBack> {
    if (late) return REDRIVE;
    await writes.announce(delivery);
    return ACKNOWLEDGE;
  }

  /** Once a message is queued in the patient lane, the received one is done. */
  async function handOver({ writes }: Handled, task: DeliveryTask, seconds: number): Promise<HandBack> {
    await writes.sendLater({ task, delaySeconds: Math.min(seconds, LONGEST_DELAY_SECONDS) });
    return ACKNOWLEDGE;
  }
}
