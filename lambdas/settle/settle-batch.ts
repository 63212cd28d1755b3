import { MAX_IDLE_ROUNDS } from "../../lib/core/limits.ts";
import type { Delivery, DeliveryTask } from "../../lib/core/model.ts";
import type { Announcer, DeliveryQueue, DeliveryReader, MessageVisibility, Random } from "../../lib/core/ports.ts";
import { waitAfterFault } from "../../lib/core/retry.ts";
import { keepStuck, type StuckPorts } from "./stuck.ts";

/** A message of the dead-letter queue. */
export interface DeadLetter {
  messageId: string;
  /** When it was sent, which SQS does not change when it moves a message. */
  sentAt: string;
  receiptHandle: string;
  receives: number;
  /** Undefined for a body that can't be read. */
  task: DeliveryTask | undefined;
}

export interface SettlePorts extends Omit<StuckPorts, "observe"> {
  reader: DeliveryReader;
  queue: DeliveryQueue;
  announcer: Announcer;
  visibility: MessageVisibility;
  random: Random;
  observe: SettleObserver;
}

export interface SettleObserver {
  fault(error: unknown): void;
  stuck(letter: DeadLetter): void;
  announced(deliveries: Delivery[]): void;
}

/** What a dead letter is. `stuck` letters are left where they are, for a person. */
export type Fate =
  | { is: "ended" }
  | { is: "exhausted"; delivery: Delivery }
  | { is: "again"; task: DeliveryTask }
  | { is: "stuck" };

/**
 * Settles deliveries whose round of receives is used up. The row says whether attempts are left: then the
 * message goes back for another round; a delivery that ended is let go, one that is exhausted is announced. What the
 * row says of an earlier run ends nothing, and a message of an earlier run than the row's is let go.
 */
export function fateOf(task: DeliveryTask | undefined, delivery: Delivery | undefined): Fate {
  if (!task) return { is: "stuck" };
  if (delivery && delivery.run > task.run) return { is: "ended" };
  const begun = delivery?.run === task.run ? delivery : undefined;
  if (begun?.state === "exhausted") return { is: "exhausted", delivery: begun };
  if (begun && begun.state !== "retrying" && begun.state !== "pending") return { is: "ended" };
  const attempts = delivery?.attempts ?? 0;
  const idleRounds = attempts > task.attemptsBefore ? 0 : task.idleRounds + 1;
  if (idleRounds >= MAX_IDLE_ROUNDS) return { is: "stuck" };
  return { is: "again", task: { ...task, round: task.round + 1, attemptsBefore: attempts, idleRounds } };
}

/** Settles a batch. Resolves with the ids of the messages that stay in the dead-letter queue. */
export function settleBatch(ports: SettlePorts) {
  return async function settle(letters: DeadLetter[]): Promise<string[]> {
    const fates = await readFates(ports, letters);
    const kept = fates instanceof Error ? putOff(ports, letters, fates) : await carryOut(ports, fates);
    await ports.visibility.changeVisibility(
      kept.map(({ letter, seconds }) => ({ receiptHandle: letter.receiptHandle, seconds })),
    );
    return kept.map(({ letter }) => letter.messageId);
  };
}

export interface Decided {
  letter: DeadLetter;
  fate: Fate;
}

export interface Kept {
  letter: DeadLetter;
  seconds: number;
}

async function readFates({ reader }: SettlePorts, letters: DeadLetter[]): Promise<Decided[] | Error> {
  const ids = letters.flatMap(({ task }) => (task ? [task.deliveryId] : []));
  try {
    const { deliveries } = await reader.loadContext([], ids);
    return letters.map((letter) => ({
      letter,
      fate: fateOf(letter.task, deliveries.get(letter.task?.deliveryId ?? "")),
    }));
  } catch (error) {
    return error instanceof Error ? error : new Error("unknown", { cause: error });
  }
}

/** Each kind of fate by itself: what fails for one kind puts off no other. */
async function carryOut(ports: SettlePorts, decided: Decided[]): Promise<Kept[]> {
  const kept = await Promise.all([requeue(ports, decided), announce(ports, decided), stay(ports, decided)]);
  return kept.flat();
}

async function stay(ports: SettlePorts, decided: Decided[]): Promise<Kept[]> {
  try {
    return await keepStuck(ports)(decided);
  } catch (error) {
    const stuck = decided.filter(({ fate }) => fate.is === "stuck");
    return putOff(
      ports,
      stuck.map(({ letter }) => letter),
      error,
    );
  }
}

async function requeue(ports: SettlePorts, decided: Decided[]): Promise<Kept[]> {
  const again = decided.flatMap(({ letter, fate }) => (fate.is === "again" ? [{ letter, task: fate.task }] : []));
  if (again.length === 0) return [];
  try {
    await ports.queue.send(again.map(({ task }) => task));
    return [];
  } catch (error) {
    return putOff(
      ports,
      again.map(({ letter }) => letter),
      error,
    );
  }
}

async function announce(ports: SettlePorts, decided: Decided[]): Promise<Kept[]> {
  const exhausted = decided.flatMap(({ letter, fate }) => (fate.is === "exhausted" ? [{ letter, ...fate }] : []));
  if (exhausted.length === 0) return [];
  const deliveries = exhausted.map(({ delivery }) => delivery);
  try {
    await ports.announcer.announceExhausted(deliveries);
    ports.observe.announced(deliveries);
    return [];
  } catch (error) {
    return putOff(
      ports,
      exhausted.map(({ letter }) => letter),
      error,
    );
  }
}

function putOff({ observe, random }: SettlePorts, letters: DeadLetter[], error: unknown): Kept[] {
  observe.fault(error);
  return letters.map((letter) => ({ letter, seconds: waitAfterFault(letter.receives, random()) }));
}
