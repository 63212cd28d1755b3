import type { Clock } from "../../../lib/core/clock.ts";
import type { QueueDepth } from "../../../lib/core/overview/in-flight.ts";

/** A received message. */
export interface MemoryMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  groupId?: string;
  /** Includes this receive. SQS keeps counting when a message moves to another queue. */
  receiveCount: number;
  sentAtMs: number;
  /** The message's own attributes, all of which are strings. */
  attributes?: Record<string, string>;
  /** Only a FIFO queue's messages have one. */
  sequenceNumber?: string;
}

/**
 * A queue in memory. The test sets the time, and nothing runs in the background. Like SQS, it hides a received message
 * until its visibility timeout ends. It moves a message to the dead-letter queue instead of delivering it once more
 * than allowed. Only the latest receipt handle can change or delete a message.
 */
export interface MemoryQueue {
  send(body: string, groupId?: string, delaySeconds?: number, attributes?: Record<string, string>): string;
  /** Receives up to `max` visible messages. Messages that have been visible longest come first. */
  receive(max: number): MemoryMessage[];
  /**
   * Returns false when the handle isn't the latest, the message is visible, or the message would stay invisible for
   * more than 12 hours.
   */
  changeVisibility(receiptHandle: string, seconds: number): boolean;
  /** Ignores a stale handle without an error, as SQS does. */
  delete(receiptHandle: string): void;
  /** Deletes a message by id, even while a receiver holds it. */
  remove(messageId: string): void;
  /** Delivers a message twice, as standard queues may. It becomes visible even if a receiver holds or deleted it. */
  redeliver(messageId: string): void;
  /** The number of messages, both visible and invisible. */
  size(): number;
  depth(): QueueDepth;
  /** When the next message is or was visible. Undefined when the queue is empty. */
  nextVisibleAtMs(): number | undefined;
}

export interface MemoryQueueOptions {
  now: Clock;
  visibilitySeconds: number;
  /** Like an SQS FIFO queue, keeps the order of a group, and hands out nothing of it while one of its messages is held. */
  fifo?: boolean;
  /** The dead-letter queue, and the receives after which a message moves there. */
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
  attributes: Record<string, string>;
  sequenceNumber?: string;
}

/** Lets a queue move messages to its dead-letter queue. */
export interface Transfer {
  accept(message: Message): void;
}

const MAX_INVISIBLE_SECONDS = 12 * 3600;

/** A message keeps its id in the dead-letter queue, which several queues may share. */
let sent = 0;

export function memoryQueue(options: MemoryQueueOptions): MemoryQueue & Transfer {
  const { now, visibilitySeconds, fifo, redrive } = options;
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
    const { messageId, body, groupId, sentAtMs, attributes, sequenceNumber } = message;
    return { messageId, receiptHandle, body, groupId, sentAtMs, receiveCount, attributes, sequenceNumber };
  }

  function moveExhausted(): void {
    if (!redrive) return;
    for (const message of visible()) {
      if (message.receiveCount < redrive.maxReceives) continue;
      messages.delete(message.messageId);
      redrive.deadLetters.accept(message);
    }
  }

  function visible(): Message[] {
    const all = [...messages.values()];
    const isHidden = (m: Message) => m.visibleAtMs > now();
    if (!fifo) return all.filter((m) => !isHidden(m)).sort((a, b) => a.visibleAtMs - b.visibleAtMs);
    const held = new Set(all.filter(isHidden).map(({ groupId }) => groupId));
    return all.filter(({ groupId }) => !held.has(groupId));
  }

  return {
    accept,
    send(body, groupId, delaySeconds = 0, attributes = {}) {
      const messageId = `m${++sent}`;
      const sentAtMs = now();
      messages.set(messageId, {
        messageId,
        body,
        groupId,
        sentAtMs,
        receiveCount: 0,
        visibleAtMs: sentAtMs + delaySeconds * 1000,
        receivedAtMs: 0,
        attributes,
        ...(fifo && { sequenceNumber: String(sent).padStart(20, "0") }),
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
      if (fifo) return;
      const message = messages.get(messageId) ?? deleted.get(messageId);
      if (message) messages.set(messageId, { ...message, visibleAtMs: now() });
    },
    size: () => messages.size,
    depth() {
      const hidden = [...messages.values()].filter((m) => m.visibleAtMs > now());
      const delayed = hidden.filter((m) => m.receiveCount === 0).length;
      return { visible: messages.size - hidden.length, notVisible: hidden.length - delayed, delayed };
    },
    nextVisibleAtMs() {
      // A group of a FIFO queue can be received once all of its messages are visible.
      const together = Map.groupBy(messages.values(), (m) => (fifo ? m.groupId : m.messageId));
      const times = [...together.values()].map((group) => Math.max(...group.map((m) => m.visibleAtMs)));
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}
