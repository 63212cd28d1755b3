import type { Random } from "../../lib/core/clock.ts";
import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import type { DeliveryQueue, MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryReader } from "../../lib/core/delivery/delivery-store.ts";
import { type DeadLetter, type Decided, fateOf, type Kept } from "../../lib/core/delivery/fate.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import type { Delivery } from "../../lib/core/model.ts";
import { keepStuck, type StuckPorts } from "./stuck.ts";

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
