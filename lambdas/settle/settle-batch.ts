import type { Random } from "../../lib/core/clock.ts";
import type { Announcer } from "../../lib/core/delivery/announcer.ts";
import { type Fate, fateOf } from "../../lib/core/delivery/dead-letter-fate.ts";
import type { MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryReader } from "../../lib/core/delivery/delivery-store.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { SubscriptionKey } from "../../lib/core/model/subscription.ts";
import { isOfDeletedTenant } from "../../lib/core/tenants.ts";
import type { DeadLetter, DecidedLetter, KeptLetter } from "./dead-letter.ts";
import { keepStuck, type StuckPorts } from "./stuck.ts";
import { isSuspect } from "./suspects.ts";

export interface SettlePorts extends Omit<StuckPorts, "observe" | "putOffUnsent"> {
  reader: DeliveryReader;
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

/** Settles a batch of dead letters. Resolves with the ids of the messages that stay in the dead-letter queue. */
export function settleBatch(ports: SettlePorts) {
  const { reader, retries, announcer, visibility, random, observe } = ports;
  const keep = keepStuck({ ...ports, putOffUnsent });

  return async function settle(letters: DeadLetter[]): Promise<string[]> {
    const kept = await orPutOff(letters, async () => carryOut(await decide(letters)));
    await visibility.changeVisibility(
      kept.map(({ letter, seconds }) => ({ receiptHandle: letter.receiptHandle, seconds })),
    );
    return kept.map(({ letter }) => letter.messageId);
  };

  async function decide(letters: DeadLetter[]): Promise<DecidedLetter[]> {
    const ids = letters.flatMap(({ task }) => task?.deliveryId ?? []);
    const { deliveries } = await reader.loadContext([], ids);
    const decided = letters.map((letter) => ({
      letter,
      fate: fateOf(letter.task, letter.task && deliveries.get(letter.task.deliveryId)),
    }));
    const gone = await ofDeletedTenants(withFate(decided, "stuck"));
    return decided.map((one) => (gone.has(one.letter) ? { letter: one.letter, fate: { is: "ended" } } : one));
  }

  /** The letters whose tenant was deleted. `deliver` drops their messages without a row, so they make no progress. */
  async function ofDeletedTenants(stuck: { letter: DeadLetter }[]): Promise<Set<DeadLetter>> {
    const keys = stuck.flatMap(({ letter }) => (letter.task ? [keyOf(letter.task)] : []));
    if (keys.length === 0) return new Set();
    const { subscriptions, tenants } = await reader.loadContext(keys, []);
    const isGone = ({ event, subscriptionId }: DeliveryTask) =>
      !subscriptions.has(subscriptionId) && isOfDeletedTenant(event, tenants.get(event.tenantId));
    return new Set(lettersOf(stuck).filter(({ task }) => task && isGone(task)));
  }

  /** Carries out each kind of fate separately, so that a failure in one doesn't put off the others. */
  async function carryOut(decided: DecidedLetter[]): Promise<KeptLetter[]> {
    const suspects = decided.filter(isSuspect);
    const again = withFate(decided, "again").filter((one) => !isSuspect(one));
    const exhausted = withFate(decided, "exhausted");
    const inQuestion = suspects.filter(({ fate }) => fate.is === "stuck" || fate.is === "again");
    const kept = await Promise.all([
      orPutOff(lettersOf(again), () => requeue(again)),
      orPutOff(lettersOf(exhausted), () => announce(exhausted)),
      orPutOff(lettersOf(inQuestion), () => keep(suspects)),
    ]);
    return kept.flat();
  }

  async function requeue(again: WithFate<"again">[]): Promise<KeptLetter[]> {
    if (again.length === 0) return [];
    const faults = await retries.sendLater(again.map(({ fate }) => ({ task: fate.task, delaySeconds: 0 })));
    return putOffUnsent(lettersOf(again), faults);
  }

  async function announce(exhausted: WithFate<"exhausted">[]): Promise<KeptLetter[]> {
    const deliveries = exhausted.map(({ fate }) => fate.delivery);
    if (deliveries.length === 0) return [];
    await announcer.announceExhausted(deliveries);
    observe.announced(deliveries);
    return [];
  }

  /** Puts letters off when `work` fails: SQS shows them again after a wait that grows with their receives. */
  async function orPutOff(letters: DeadLetter[], work: () => Promise<KeptLetter[]>): Promise<KeptLetter[]> {
    try {
      return await work();
    } catch (error) {
      return putOff(letters, error);
    }
  }

  function putOff(letters: DeadLetter[], error: unknown): KeptLetter[] {
    observe.fault(error);
    return letters.map((letter) => ({ letter, seconds: waitAfterFault(letter.receives, random()) }));
  }

  /** @param faults what `RetryQueue` answered about the letters' tasks */
  function putOffUnsent(letters: DeadLetter[], faults: unknown[]): KeptLetter[] {
    const unsent = letters.filter((_, index) => faults[index] !== undefined);
    return unsent.length > 0 ? putOff(unsent, faults.find(Boolean)) : [];
  }
}

const keyOf = ({ event: { tenantId }, subscriptionId }: DeliveryTask): SubscriptionKey => ({
  tenantId,
  subscriptionId,
});

type WithFate<Kind extends Fate["is"]> = { letter: DeadLetter; fate: Extract<Fate, { is: Kind }> };

const withFate = <Kind extends Fate["is"]>(decided: DecidedLetter[], kind: Kind): WithFate<Kind>[] =>
  decided.filter((one): one is WithFate<Kind> => one.fate.is === kind);

const lettersOf = (decided: { letter: DeadLetter }[]): DeadLetter[] => decided.map(({ letter }) => letter);
