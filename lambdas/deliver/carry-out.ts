import type { DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import type { LaneStep } from "../../lib/core/delivery/lane.ts";
import { ended, held } from "../../lib/core/delivery/lifecycle.ts";
import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { LONGEST_DELAY_SECONDS, sentOnWait } from "../../lib/core/health/bulkhead.ts";
import type { Delivery, HeldFor } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { type AttemptPorts, attempting } from "./attempt.ts";
import type { MessageWrites } from "./batch-writes.ts";
import { ACKNOWLEDGE, type HandBack, REDRIVE } from "./hand-back.ts";
import type { LoadedBatch, LoadPorts } from "./loaded-batch.ts";
import type { NetworkWatch } from "./network-watch.ts";
import type { Place } from "./places.ts";
import { keptSlot } from "./rate-gate.ts";

export interface CarryOutPorts extends AttemptPorts, Pick<LoadPorts, "lane"> {
  pause: (ms: number) => Promise<void>;
  network: NetworkWatch;
  /** Sends a delivery of an ordered subscription to the end of its lane. Rejects when it can't be queued. */
  toItsLane: (task: DeliveryTask, subscription: Subscription) => Promise<void>;
  observe: { outcome(record: DeliveryRecord): void; networkDown(): void };
}

/** A slot that is nearer than this is waited for. */
const LONGEST_PAUSE_MS = 2_000;

/**
 * A message comes back this long before its slot, and less than a second more: SQS delays by whole seconds. Then it may
 * wait in the lane's batching window for a second. So POSTs keep their slots, instead of going out together.
 */
const EARLY_MS = 1_000;

/** A message to handle: its task, the delivery's row, the batch that it came with, and its part in the batch's writes. */
interface Handled {
  task: DeliveryTask;
  batch: LoadedBatch;
  writes: Pick<MessageWrites, "record" | "announce" | "sendLater">;
}

/** Carries out the decision about a message. Resolves with how to hand it back. Rejects after a failure inside Posthorn. */
export function carryingOut(ports: CarryOutPorts) {
  const { lane, now, random, pause, network, observe } = ports;
  const attempt = attempting(ports);

  return async function carryOut(step: LaneStep, message: Handled, remainingMs: () => number): Promise<HandBack> {
    const { task, batch } = message;
    const before = batch.rows.get(task.deliveryId);
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
      case "order":
        await ports.toItsLane(task, step.subscription);
        return ACKNOWLEDGE;
      case "hold":
        return hold(message, step.reason);
      case "end":
        return end(message, { before, delivery: ended(task, before, step.state, now()) });
      case "post":
        try {
          return await postInTurn(message, step.subscription, remainingMs);
        } finally {
          batch.notes.done(task);
        }
    }
  };

  async function hold(message: Handled, reason: HeldFor): Promise<HandBack> {
    const { task, batch } = message;
    const before = batch.rows.get(task.deliveryId);
    const handBack = await end(message, { before, delivery: held(task, before, reason, now()) });
    batch.notes.held(task);
    return handBack;
  }

  /** Waits for a slot if the subscription has a rate limit. Messages whose slot is far off come back for it. */
  async function postInTurn(message: Handled, subscription: Subscription, remainingMs: () => number) {
    const { task, batch } = message;
    const slot = keptSlot(task, now()) ?? (await batch.slotFor(subscription));
    // The lane itself holds what follows.
    if (slot === "full" && lane === "ordered") return sendOn(message);
    if (slot === "full") return holdForRate(message, subscription);
    const waitMs = slot === undefined ? 0 : slot - now();
    if (waitMs > LONGEST_PAUSE_MS) {
      return handOver(message, { ...task, slotMs: slot }, Math.floor((waitMs - EARLY_MS) / 1000));
    }
    if (waitMs > 0) await pause(waitMs);
    return postInPlace(message, subscription, remainingMs);
  }

  /** The delivery is held only once its release is sure: otherwise nothing would send it. */
  async function holdForRate(message: Handled, { rateLimit }: Subscription): Promise<HandBack> {
    const { task, batch } = message;
    await batch.notes.overRate(task, rateLimit?.perSecond ?? 1);
    return hold(message, "rate");
  }

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
        const { connected, ended } = batch.notes.begin(task);
        return {
          connected,
          ended(result?: PostResult) {
            ended(result);
            void place.leave(result);
          },
        };
      },
      async isNetworkDown() {
        const isDown = await network.isDown(task.event.tenantId, batch.isFailing(task.subscriptionId));
        if (!isDown) return false;
        batch.notes.disregard(task);
        observe.networkDown();
        return true;
      },
      record: (made: DeliveryRecord) => record(writes, made),
      pause: (seconds: number) => batch.notes.pause(task, seconds),
      wait: async (seconds: number) =>
        lane === "quick" ? handOver(message, { ...task, slotMs: undefined }, seconds) : seconds,
      announce: (delivery: Delivery, late: "late" | undefined) => announce(writes, delivery, late),
    };
    return attempt(due, remainingMs);
  }

  async function end({ writes }: Handled, made: DeliveryRecord): Promise<HandBack> {
    const late = await record(writes, made);
    return made.delivery.state === "exhausted" ? announce(writes, made.delivery, late) : ACKNOWLEDGE;
  }

  async function record(writes: Handled["writes"], made: DeliveryRecord): Promise<"late" | undefined> {
    const late = await writes.record(made);
    observe.outcome(made);
    return late;
  }

  /** If the delivery changed meanwhile, `settle` reads whether it is exhausted. */
  async function announce(writes: Handled["writes"], delivery: Delivery, late: "late" | undefined): Promise<HandBack> {
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
