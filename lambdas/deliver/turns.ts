import { exhaustedInRun } from "../../lib/core/delivery/exhausted-runs.ts";
import { hasEnded, isStale, type QueuedDelivery } from "../../lib/core/delivery/lifecycle.ts";
import { newTask } from "../../lib/core/delivery/task.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import { dueMs, heldFor } from "../../lib/core/health/holding.ts";
import type { Delivery, HeldFor } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import { RECORD_MS } from "./attempt.ts";
import { type CarryOutPorts, carryingOut } from "./carry-out.ts";
import type { HandBack } from "./hand-back.ts";
import { type LaneStop, LONGEST_HOLD_MS } from "./lane-stop.ts";
import { batchLoader, type LoadedBatch, type LoadPorts } from "./loaded-batch.ts";
import { probeTurns } from "./probe-turns.ts";
import { readingAhead } from "./reading-ahead.ts";
import { type TurnMade, type TurnWritePorts, turnWrites } from "./turn-writes.ts";

export interface TurnPorts extends LoadPorts, CarryOutPorts, TurnWritePorts {
  observe: LoadPorts["observe"] & CarryOutPorts["observe"];
}

/** How a look at a delivery ended: it has ended, stops its lane, or must be looked at again. */
type Look = "ended" | LaneStop | { again: DeliveryTask };

/** Somebody else may change a delivery between two looks, but seldom. */
const MOST_LOOKS = 5;

/** Nothing begins with less time left. */
const LEAST_MS = 2 * RECORD_MS;

/** A hold that is over may have ended just now. */
const SHORTEST_HOLD_MS = 1_000;

/** Makes a function that takes the turns of a lane's deliveries, one at a time. */
export function takingTurns(ports: TurnPorts) {
  const { health: standings, network, now } = ports;
  const load = batchLoader(ports);
  const carryOut = carryingOut(ports);

  return function turnsOf(remainingMs: () => number) {
    const nextProbe = probeTurns(ports);
    const ahead = readingAhead(loaded);

    /**
     * Takes a delivery's turn: makes an attempt, if it may go out. Resolves with why the lane stops, or with undefined
     * once the delivery has ended. Rejects after a failure inside Posthorn.
     *
     * @param atHand the number of deliveries that are ready, this one included
     * @param next the delivery whose turn probably comes next
     */
    return async function takeTurn(
      task: DeliveryTask,
      atHand: number,
      next?: DeliveryTask,
    ): Promise<LaneStop | undefined> {
      let current = task;
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        if (remainingMs() < LEAST_MS) return outOfTime(current);
        const end = await look(current, atHand, next);
        if (end === "ended") return undefined;
        if (!("again" in end)) return end;
        current = end.again;
      }
      throw new PipelineFault("a delivery kept changing");
    };

    async function look(task: DeliveryTask, atHand: number, next: DeliveryTask | undefined): Promise<Look> {
      const { batch, step } = await ahead.read(task);
      const row = batch.rows.get(task.deliveryId);
      switch (step.do) {
        case "acknowledge":
          return unlessEnded(task, row);
        case "redrive":
          return announced(task, row);
        case "hold":
          return held(task, step.reason, batch, atHand);
        default:
          return carriedOut(task, batch, next);
      }
    }

    async function held(task: DeliveryTask, reason: HeldFor, batch: LoadedBatch, atHand: number): Promise<Look> {
      const [subscription, health] = [
        batch.subscriptions.get(task.subscriptionId),
        batch.health.get(task.subscriptionId),
      ];
      if (reason === "breaker" && subscription && health) {
        const probe = await nextProbe(subscription, health, atHand);
        if (probe !== undefined) return probed({ ...task, probe }, task);
      }
      return isHeldFor(batch.rows.get(task.deliveryId), reason) ? holdOf(task) : carriedOut(task, batch);
    }

    /** The breaker may have closed meanwhile, or the row has changed: a delivery that is looked at again is no probe. */
    async function probed(probe: DeliveryTask, task: DeliveryTask): Promise<Look> {
      const { batch, step } = await loaded(probe);
      const end = step.do === "post" ? await carriedOut(probe, batch) : undefined;
      return end === undefined || (end !== "ended" && "again" in end) ? { again: task } : end;
    }

    async function carriedOut(task: DeliveryTask, batch: LoadedBatch, next?: DeliveryTask): Promise<Look> {
      const writes = turnWrites(ports, ({ delivery }) => ahead.begin(delivery, next));
      const [step] = batch.steps.values();
      try {
        const seconds = step ? await carryOut(step, { task, batch, writes }, remainingMs) : undefined;
        await written(batch);
        return await endOf(task, writes.made, seconds);
      } catch (error) {
        await written(batch);
        throw error;
      }
    }
  };

  async function loaded(task: DeliveryTask) {
    const message = { messageId: "", receiptHandle: "", receives: 1, task };
    const batch = await load([message]);
    const step = batch.steps.get(message);
    if (!step) throw new PipelineFault("a delivery was loaded without a step");
    return { batch, step };
  }

  /** The next turn must see what this one showed about the endpoint. */
  async function written({ notes }: LoadedBatch): Promise<void> {
    await Promise.all([notes.written(), network.reached(notes.reached())]);
  }

  /**
   * An earlier function may have died after it wrote that the delivery is held, and before it kept the lane. Or somebody
   * has begun another run: it has this place too, and its own message finds it ended.
   */
  function unlessEnded(task: DeliveryTask, row: Delivery | undefined): Look {
    const current = isStale(task, row) ? row : undefined;
    if (!current || hasEnded(current)) return "ended";
    return { again: newTask(task.event, current as QueuedDelivery) };
  }

  /** The delivery is exhausted, and perhaps not announced. The other lanes leave that to `settle`. */
  async function announced(task: DeliveryTask, row: Delivery | undefined): Promise<Look> {
    const exhausted = exhaustedInRun(task, row) ?? row;
    if (exhausted) await ports.announcer.announceExhausted([exhausted]);
    return "ended";
  }

  async function endOf(task: DeliveryTask, { recorded, waiting }: TurnMade, seconds: HandBack): Promise<Look> {
    const { deliveryId } = task;
    if (recorded?.late) return { again: task };
    if (waiting) return { deliveryId, dueMs: now() + waiting.delaySeconds * 1000, slotMs: waiting.task.slotMs };
    if (recorded?.delivery.state === "held") return holdOf(task);
    if (seconds) return { deliveryId, dueMs: now() + seconds * 1000 };
    return seconds === undefined ? "ended" : outOfTime(task);
  }

  function outOfTime({ deliveryId }: DeliveryTask): LaneStop {
    return { deliveryId, dueMs: now(), isOutOfTime: true };
  }

  /** The lane is due when something is due for its endpoint. */
  async function holdOf({ deliveryId, subscriptionId }: DeliveryTask): Promise<LaneStop> {
    const health = await standings.getHealth(subscriptionId);
    const isHeld = health && heldFor(health, now()) !== undefined;
    const due = isHeld ? (dueMs(health) ?? Number.POSITIVE_INFINITY) : now();
    const lookMs = Math.min(Math.max(due, now() + SHORTEST_HOLD_MS), now() + LONGEST_HOLD_MS);
    return { deliveryId, dueMs: lookMs, ...(isHeld && { isHeld }) };
  }
}

const isHeldFor = (row: Delivery | undefined, reason: HeldFor): boolean =>
  row?.state === "held" && row.heldFor === reason;
