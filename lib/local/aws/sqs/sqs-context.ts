import type { Arrivals } from "./message-arrivals.ts";
import type { Messages } from "./message-store.ts";
import type { Queue, Queues } from "./queue-store.ts";

/** The state and helpers that the SQS operations share. */
export interface SqsContext {
  queues: Queues;
  messages: Messages;
  arrivals: Arrivals;
  /** Finds the queue of a request. Throws `QueueDoesNotExist`. */
  queueOf(url: string | undefined): Queue;
  urlOf(name: string): string;
  arnOf(name: string): string;
  now(): number;
}
