import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { WireItem } from "./wire-item.ts";

/** A record of a table's stream, as Lambda passes it to a function. */
export interface StreamRecord {
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventVersion: "1.1";
  eventSource: "aws:dynamodb";
  awsRegion: string;
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    Keys: WireItem;
    NewImage?: WireItem;
    OldImage?: WireItem;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: string;
  };
  eventSourceARN: string;
}

/** A change of an item. */
export interface ItemChange {
  key: WireItem;
  before: WireItem | undefined;
  after: WireItem | undefined;
}

/** Reads the records of a shard, in their order. */
export interface ShardReader {
  /** Up to `count` records that were not taken yet. They stay until they are taken. */
  peek(count: number): readonly StreamRecord[];
  take(count: number): void;
  /** Resolves when there are more than `count` records, or when the signal is aborted. */
  moreThan(count: number, signal: AbortSignal): Promise<void>;
}

/** Does a reader want the records of items with this key? */
export type WantsKey = (key: WireItem) => boolean;

/** The records of a stream. */
export interface StreamLog {
  arn: string;
  wants: WantsKey;
  /** Appends a record, unless the item is as it was: such a write is in no stream. */
  append(change: ItemChange): void;
  /** Opens all shards for a reader. It gets the records that come from now on. */
  open(wants: WantsKey): ShardReader[];
}

/**
 * A new table has four partitions, and each of them has a shard
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial).
 */
const SHARDS = 4;

interface Shard {
  records: StreamRecord[];
  waiting: Set<() => void>;
}

/**
 * The stream of a table, in memory: it ends with the process, and DynamoDB's keeps records for 24 hours. All changes of
 * an item are in one shard, in their order. Different shards have no order among each other
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html).
 */
export function createStreamLog(arn: string, region: string): StreamLog {
  const readers: { wants: WantsKey; shards: Shard[] }[] = [];
  let sequence = 0n;

  function recordOf({ key, before, after }: ItemChange): StreamRecord {
    const images = { ...(after && { NewImage: after }), ...(before && { OldImage: before }) };
    return {
      eventID: randomBytes(16).toString("hex"),
      eventName: after ? (before ? "MODIFY" : "INSERT") : "REMOVE",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        Keys: key,
        ...images,
        SequenceNumber: String(++sequence).padStart(21, "0"),
        SizeBytes: JSON.stringify({ key, ...images }).length,
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
      eventSourceARN: arn,
    };
  }

  return {
    arn,
    wants: (key) => readers.some(({ wants }) => wants(key)),
    append(change) {
      if (isDeepStrictEqual(change.before, change.after)) return;
      const record = recordOf(change);
      const place = shardOf(JSON.stringify(Object.values(change.key)[0]));
      for (const { wants, shards } of readers) {
        const shard = wants(change.key) ? shards[place] : undefined;
        shard?.records.push(record);
        for (const wake of shard?.waiting ?? []) wake();
      }
    },
    open(wants) {
      const shards = Array.from({ length: SHARDS }, (): Shard => ({ records: [], waiting: new Set() }));
      readers.push({ wants, shards });
      return shards.map(readerOf);
    },
  };
}

/** The shard of a partition key. */
function shardOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (31 * hash + text.charCodeAt(index)) >>> 0;
  return hash % SHARDS;
}

const readerOf = ({ records, waiting }: Shard): ShardReader => ({
  peek: (count) => records.slice(0, count),
  take: (count) => void records.splice(0, count),
  moreThan: (count, signal) =>
    new Promise((resolve) => {
      const look = () => {
        if (records.length <= count && !signal.aborted) return;
        waiting.delete(look);
        signal.removeEventListener("abort", look);
        resolve();
      };
      waiting.add(look);
      signal.addEventListener("abort", look);
      look();
    }),
});
