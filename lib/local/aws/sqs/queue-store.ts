import type { DatabaseSync } from "node:sqlite";
import { AwsError } from "../aws-error.ts";
import { defaultAttributes, type QueueAttributes, type Redrive, redriveOf } from "./queue-attributes.ts";

export const QUEUE_SCHEMA = `CREATE TABLE IF NOT EXISTS queues (
  name TEXT PRIMARY KEY, attributes TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
) STRICT`;

export interface Queue {
  name: string;
  attributes: QueueAttributes;
  redrive: Redrive | undefined;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds. */
  modifiedAt: number;
}

export interface Queues {
  find(name: string): Queue | undefined;
  /** Throws `QueueDoesNotExist`. */
  get(name: string): Queue;
  list(): Queue[];
  create(name: string, attributes: QueueAttributes): Queue;
  setAttributes(queue: Queue, attributes: QueueAttributes): void;
  delete(queue: Queue): void;
}

/** Creates the store of queues. It also keeps them in memory, because each receive needs its queue's attributes. */
export function createQueues(db: DatabaseSync): Queues {
  const rows = db.prepare("SELECT name, attributes, created_at, modified_at FROM queues").all();
  const queues = new Map(rows.map((row) => [String(row.name), fromRow(row)]));
  const upsert = db.prepare(
    "INSERT OR REPLACE INTO queues (name, attributes, created_at, modified_at) VALUES (?,?,?,?)",
  );
  const remove = db.prepare("DELETE FROM queues WHERE name = ?");

  function keep(queue: Queue): Queue {
    upsert.run(queue.name, JSON.stringify(queue.attributes), queue.createdAt, queue.modifiedAt);
    queues.set(queue.name, queue);
    return queue;
  }

  return {
    find: (name) => queues.get(name),
    get(name) {
      const queue = queues.get(name);
      if (queue) return queue;
      const message = "The specified queue does not exist.";
      throw new AwsError("QueueDoesNotExist", message, 400, "AWS.SimpleQueueService.NonExistentQueue");
    },
    list: () => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(name, given) {
      const attributes = { ...defaultAttributes(name), ...given };
      const now = Date.now();
      return keep({ name, attributes, redrive: redriveOf(attributes), createdAt: now, modifiedAt: now });
    },
    setAttributes(queue, given) {
      const attributes = { ...queue.attributes, ...given };
      keep({ ...queue, attributes, redrive: redriveOf(attributes), modifiedAt: Date.now() });
    },
    delete(queue) {
      remove.run(queue.name);
      queues.delete(queue.name);
    },
  };
}

function fromRow(row: Record<string, unknown>): Queue {
  const attributes: QueueAttributes = JSON.parse(String(row.attributes));
  return {
    name: String(row.name),
    attributes,
    redrive: redriveOf(attributes),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}
