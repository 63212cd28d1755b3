import { openDatabase } from "../database.ts";
import type { Service } from "../service.ts";
import type { SqsLimits } from "./due-messages.ts";
import { createArrivals } from "./message-arrivals.ts";
import { createMessages, MESSAGE_SCHEMA } from "./message-store.ts";
import { queueOperations } from "./queue-operations.ts";
import { createQueues, QUEUE_SCHEMA } from "./queue-store.ts";
import { receiptOperations } from "./receipt-operations.ts";
import { receivingOperations } from "./receive-operations.ts";
import { sendingOperations } from "./send-operations.ts";
import type { SqsContext } from "./sqs-context.ts";

export interface SqsOptions {
  /** Without it, all data is lost when the process ends. */
  dataDir?: string;
  region: string;
  accountId: string;
  /** Returns the front door's address, for queue URLs. SDK clients call the host of a queue's URL. */
  endpoint: () => string;
  now?: () => number;
  /** @default AWS's limits */
  limits?: SqsLimits | undefined;
}

/**
 * Creates a local SQS: redrive, visibility, delays, retention and long polling, with fairness between the message groups
 * of standard queues, and with order in those of FIFO queues. Each call is one SQLite transaction, including a redrive, so killing the process loses no message.
 */
export function createSqs(options: SqsOptions): { service: Service; stop(): void } {
  const { now = Date.now, region, accountId, endpoint } = options;
  const db = openDatabase(options.dataDir, "sqs", `${QUEUE_SCHEMA};${MESSAGE_SCHEMA}`);
  const queues = createQueues(db);
  const context: SqsContext = {
    queues,
    messages: createMessages(db, now, options.limits),
    arrivals: createArrivals(),
    queueOf: (url) => queues.get(url?.split("/").pop() ?? ""),
    urlOf: (name) => `${endpoint()}/${accountId}/${name}`,
    arnOf: (name) => `arn:aws:sqs:${region}:${accountId}:${name}`,
    now,
  };
  return {
    service: {
      ...sendingOperations(context),
      ...receivingOperations(context),
      ...receiptOperations(context),
      ...queueOperations(context),
    },
    stop: () => db.close(),
  };
}
