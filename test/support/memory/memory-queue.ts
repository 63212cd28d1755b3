import type { Clock } from "../../../lib/core/clock.ts";

/** A message as a receiver gets it. */
export interface MemoryMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  groupId?: string;
  /** This receive included; SQS counts over all queues a message was in. */
  receiveCount: number;
  sentAtMs: number;
}

/**
 * SQS in memory, with time given from outside and nothing running by itself. What it does as SQS does: a
 * received message is invisible for a while; a receive that would be one too many moves it to the dead-letter
 * queue; only the latest receipt handle changes or deletes a message.
 */
export interface MemoryQueue {
  send(body: string, groupId?: string, delaySeconds?: number): string;
  /** Up to `max` visible messages, those that are visible longest first. */
  receive(max: number): MemoryMessage[];
  /** False when the handle is not the latest, the message is visible, or it would be invisible for over 12 hours. */
  changeVisibility(receiptHandle: string, seconds: number): boolean;
  /** Of a stale handle nothing comes, and no error, as with SQS. */
  delete(receiptHandle: string): void;
  /** Deletes a message whoever works on it, as the owner of any of its receipts may. */
  remove(messageId: string): void;
  /** SQS delivers twice: makes a message visible though it is being worked on, or was just deleted. */
  redeliver(messageId: string): void;
  /** Messages in the queue, visible or not. */
  size(): number;
  /** When the next message can be received (it may be in the past), or undefined for an empty queue. */
  nextVisibleAtMs(): number | undefined;
}

export interface MemoryQueueOptions {
  now: Clock;
  visibilitySeconds: number;
  /** Where messages go after so many receives. */
  redrive?: { maxReceives: number; deadLetters: MemoryQueue & Transfer };
}

interface Message {
  messageId: string;
  body: string;
  groupId?: string;
  sentAtMs: number;
  receiveCount: number;
  visibleAtMs: number;
  receivedAtMs: number;
  receiptHandle?: string;
}

/** The way from a queue to its dead-letter queue. */
export interface Transfer {
  accept(message: Message): void;
}

const MAX_INVISIBLE_SECONDS = 12 * 3600;

export function memoryQueue(options: MemoryQueueOptions): MemoryQueue & Transfer {
  const { now, visibilitySeconds, redrive } = options;
  const messages = new Map<string, Message>();
  const deleted = new Map<string, Message>();
  const receipts = new Map<string, string>();
  let serial = 0;

  const accept = (message: Message) => {
    messages.set(message.messageId, { ...message, visibleAtMs: now(), receiptHandle: undefined });
  };

  function holder(receiptHandle: string): Message | undefined {
    const message = messages.get(receipts.get(receiptHandle) ?? "");
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  function hand(message: Message): MemoryMessage {
    const receiptHandle = `receipt-${++serial}-${message.messageId}`;
    const receivedAtMs = now();
    const receiveCount = message.receiveCount + 1;
    const visibleAtMs = receivedAtMs + visibilitySeconds * 1000;
    receipts.set(receiptHandle, message.messageId);
    messages.set(message.messageId, { ...message, receiptHandle, receivedAtMs, receiveCount, visibleAtMs });
    const { messageId, body, groupId, sentAtMs } = message;
    return { messageId, receiptHandle, body, groupId, sentAtMs, receiveCount };
  }

  function moveExhausted(): void {
    if (!redrive) return;
    for (const message of visible()) {
      if (message.receiveCount < redrive.maxReceives) continue;
      messages.delete(message.messageId);
      redrive.deadLetters.accept(message);
    }
  }

  const visible = (): Message[] =>
    [...messages.values()].filter((m) => m.visibleAtMs <= now()).sort((a, b) => a.visibleAtMs - b.visibleAtMs);

  return {
    accept,
    send(body, groupId, delaySeconds = 0) {
      const messageId = `m${++serial}`;
      const sentAtMs = now();
      messages.set(messageId, {
        messageId,
        body,
        groupId,
        sentAtMs,
        receiveCount: 0,
        visibleAtMs: sentAtMs + delaySeconds * 1000,
        receivedAtMs: 0,
      });
      return messageId;
    },
    receive(max) {
      moveExhausted();
      return visible().slice(0, max).map(hand);
    },
    changeVisibility(receiptHandle, seconds) {
      const message = holder(receiptHandle);
      const at = now() + seconds * 1000;
      if (!message || message.visibleAtMs <= now() || at > message.receivedAtMs + MAX_INVISIBLE_SECONDS * 1000)
        return false;
      messages.set(message.messageId, { ...message, visibleAtMs: at });
      return true;
    },
    delete(receiptHandle) {
      const message = holder(receiptHandle);
      if (!message) return;
      messages.delete(message.messageId);
      deleted.set(message.messageId, message);
    },
    remove: (messageId) => void messages.delete(messageId),
    redeliver(messageId) {
      const message = messages.get(messageId) ?? deleted.get(messageId);
      if (message) messages.set(messageId, { ...message, visibleAtMs: now() });
    },
    size: () => messages.size,
    nextVisibleAtMs() {
      const times = [...messages.values()].map((m) => m.visibleAtMs);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}
