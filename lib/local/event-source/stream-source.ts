import { setTimeout as wait } from "node:timers/promises";
import type { ShardReader, StreamRecord, WantsKey } from "../aws/dynamodb/stream-log.ts";
import { compilePattern } from "../aws/events/event-pattern.ts";
import { MAX_PAYLOAD_BYTES } from "../functions/function-error.ts";
import type { EventSource } from "./event-source.ts";
import { invocationParts } from "./invocation-parts.ts";

export interface StreamSourceOptions {
  spec: {
    batchSize: number;
    windowSeconds: number;
    patterns: readonly unknown[];
    retries: number;
    maximumAgeSeconds: number;
  };
  /** Opens the shards of the stream for a reader that wants these records. */
  open(wants: WantsKey): ShardReader[];
  /** Invokes the function. See `LocalFunction`. */
  invoke(event: unknown, traceHeaders: string[]): Promise<unknown>;
  /** Called with the number of records that are discarded, because their batch kept failing. */
  discarded(records: number): void;
  now?(): number;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;

const bytesOf = (record: StreamRecord): number => Buffer.byteLength(JSON.stringify(record)) + 1;

/**
 * Reads the shards of a stream for a function, as Lambda does. Each shard has one batch under way. A batch that fails is
 * passed again until it succeeds, or is discarded: until then, its shard stands still
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html).
 */
export function startStreamSource(options: StreamSourceOptions): EventSource {
  const { spec, invoke, discarded, now = Date.now } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const matchers = spec.patterns.map((pattern) => compilePattern(pattern));
  const isWanted = (record: object): boolean => matchers.length === 0 || matchers.some((matches) => matches(record));
  const keyMatchers = spec.patterns.map(keyMatcher);
  const wants: WantsKey = (key) => keyMatchers.length === 0 || keyMatchers.some((matches) => matches(key));
  const running = options.open(wants).map(readShard);

  async function readShard(shard: ShardReader): Promise<void> {
    while (!signal.aborted) {
      const records = await gather(shard);
      if (records.length > 0 && (await passed(records))) shard.take(records.length);
    }
  }

  /** The records of the next batch. Records that nobody wants are passed over before that. */
  async function gather(shard: ShardReader): Promise<readonly StreamRecord[]> {
    await shard.moreThan(0, signal);
    const untilMs = performance.now() + spec.windowSeconds * 1000;
    while (!signal.aborted && performance.now() < untilMs && shard.peek(spec.batchSize).length < spec.batchSize) {
      const over = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(untilMs - performance.now()))]);
      await shard.moreThan(spec.batchSize - 1, over);
    }
    if (signal.aborted) return [];
    const [first = []] = invocationParts([...shard.peek(spec.batchSize)], bytesOf, MAX_PAYLOAD_BYTES - 100);
    return first;
  }

  /** Resolves with whether the batch is done with. */
  async function passed(records: readonly StreamRecord[]): Promise<boolean> {
    const Records = records.filter(isWanted);
    if (Records.length === 0) return true;
    let waitMs = FIRST_WAIT_MS;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await invoke({ Records }, []);
        return true;
      } catch {
        // The function has reported the failed invocation.
        if (tries >= spec.retries || isTooOld(Records)) {
          discarded(Records.length);
          return true;
        }
      }
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
    return false;
  }

  const isTooOld = ([first]: readonly StreamRecord[]): boolean =>
    first !== undefined && now() / 1000 - first.dynamodb.ApproximateCreationDateTime > spec.maximumAgeSeconds;

  return {
    async stop(graceMs) {
      stopping.abort();
      await Promise.race([Promise.all(running), wait(graceMs, undefined, { ref: false })]);
    },
  };
}

/** The part of a pattern that is about keys. So the twin keeps no records that no function wants. */
function keyMatcher(pattern: unknown): (key: object) => boolean {
  const { Keys } = (pattern as { dynamodb?: { Keys?: unknown } }).dynamodb ?? {};
  return Keys === undefined ? () => true : compilePattern(Keys);
}
