import type { Arrivals } from "./arrivals.ts";
import type { Messages } from "./messages.ts";
import type { Queue, Queues } from "./queues.ts";

/** What the operations of SQS work on. */
export interface SqsContext {
  queues: Queues;
  messages: Messages;
  arrivals: Arrivals;
  /** The queue of a request; throws `QueueDoesNotExist`. */
  queueOf(url: string | undefined): Queue;
  urlOf(name: string): string;
  arnOf(name: string): string;
  now(): number;
}
