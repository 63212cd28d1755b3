import type { Random } from "../../lib/core/clock.ts";
import type { MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { Refusal } from "../../lib/core/errors.ts";
import type { KeptRejection, RejectedEventLog } from "../../lib/core/log/rejected-events.ts";
import { acceptBusEvents, type BusAcceptPorts, type IntakeOutcome } from "./accept-bus-events.ts";
import type { IntakeMessage } from "./intake-message.ts";
import { rejectionOf } from "./rejection.ts";

export interface BusIngestPorts extends BusAcceptPorts {
  rejected: RejectedEventLog;
  visibility: MessageVisibility;
  random: Random;
  observe: BusObserver;
}

export interface BusObserver {
  fault(message: IntakeMessage, error: unknown): void;
  rejected(rejection: KeptRejection): void;
}

/**
 * Accepts a batch of events from the bus. Records events that Posthorn can't accept, for the operator: their producers
 * get no answer. Resolves with the ids of the messages that stay in the queue after a failure inside Posthorn.
 */
export function ingestFromBus(ports: BusIngestPorts) {
  const { rejected, visibility, random, observe, now } = ports;
  const acceptAll = acceptBusEvents(ports);

  return async function ingest(messages: IntakeMessage[]): Promise<string[]> {
    const outcomes = await acceptAll(messages);
    const kept = (await Promise.all(outcomes.map(settle))).flat();
    await visibility.changeVisibility(
      kept.map(({ receiptHandle, receives }) => ({ receiptHandle, seconds: waitAfterFault(receives, random()) })),
    );
    return kept.map(({ messageId }) => messageId);
  };

  /** Resolves with the message if it stays. */
  async function settle({ message, failure }: IntakeOutcome): Promise<IntakeMessage[]> {
    try {
      if (failure instanceof Refusal) await reject(message, failure);
      else if (failure !== undefined) throw failure;
      else if (message.rejectedId) await rejected.removeRejected([message.rejectedId]);
      return [];
    } catch (error) {
      observe.fault(message, error);
      return [message];
    }
  }

  async function reject(message: IntakeMessage, refusal: Refusal): Promise<void> {
    const rejection = rejectionOf(message, refusal, now());
    await rejected.putRejected(rejection);
    observe.rejected(rejection);
  }
}
