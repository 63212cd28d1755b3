import { type Backend, callerOf } from "../backend.ts";
import type { ItemWrite } from "./item-write.ts";
import { keyLocks } from "./key-locks.ts";
import { outcomesOf } from "./outcomes.ts";
import { tableIn } from "./partiql.ts";
import { createStreamLog, type StreamLog } from "./stream-log.ts";
import type { TableShape } from "./table-shape.ts";
import type { WireItem } from "./wire-item.ts";
import { writesIn } from "./writes.ts";

/** The streams of the local DynamoDB. */
export interface TableStreams {
  /** Answers calls, and appends what they change to the streams. */
  backend: Backend;
  /** Gives a table a stream. Returns the stream's ARN. */
  enable(table: string, tableArn: string, shape: TableShape): string;
  /** The stream with this ARN, if there is one. */
  find(arn: string): StreamLog | undefined;
}

/** A stream's label is the time of its creation. Here it never changes, because the ARN must be the same at each start. */
const LABEL = "2026-01-01T00:00:00.000";

type Members = Record<string, unknown>;

/**
 * Derives streams from the calls that write. The streams of the local DynamoDB itself grow without end, and each write
 * takes longer than the one before it.
 *
 * Calls that write the same item wait for each other, so that the items before and after a write belong together. Only
 * items that somebody reads from a stream take part in this: all other calls pass as they are.
 */
export function createTableStreams(backend: Backend, region: string): TableStreams {
  const call = callerOf("dynamodb", region, backend);
  const shapes = new Map<string, TableShape>();
  const logs = new Map<string, StreamLog>();
  const locks = keyLocks();

  const streamed: Backend = async (request) => {
    const { operation, input } = request;
    const writes = writesOf(operation, input);
    const wanted = writes.filter(isWanted);
    if (wanted.length === 0) return backend(request);
    const release = await locks.take(wanted.map(placeOf));
    try {
      const before = await read(wanted.filter(({ inserts }) => !inserts));
      const answer = await backend(request);
      const output = JSON.parse(answer.body || "{}") as Members;
      const outcomes = outcomesOf(operation, writes, { status: answer.status, output }, shapes);
      await append(
        writes.filter((write, index) => outcomes[index] === "done" && !write.checkOnly && isWanted(write)),
        before,
      );
      return answer;
    } finally {
      release();
    }
  };

  /** The writes of a call; none if it concerns tables without a stream. */
  function writesOf(operation: string, input: Members): ItemWrite[] {
    return logs.size > 0 && tablesIn(operation, input).every((name) => shapes.has(name))
      ? writesIn(operation, input, shapes)
      : [];
  }

  const isWanted = ({ table, key }: ItemWrite): boolean => logs.get(table)?.wants(key) ?? false;

  async function append(done: readonly ItemWrite[], before: ReadonlyMap<string, WireItem>): Promise<void> {
    const after = await read(done.filter((write) => write.after === "unknown"));
    for (const write of done) {
      const place = placeOf(write);
      const item = write.after === "unknown" ? after.get(place) : write.after;
      logs.get(write.table)?.append({ key: write.key, before: before.get(place), after: item });
    }
  }

  /** The items that writes concern, by `placeOf`. */
  async function read(writes: readonly ItemWrite[]): Promise<Map<string, WireItem>> {
    const found = await Promise.all(
      writes.map(async (write) => {
        const asked = { TableName: write.table, Key: write.key, ConsistentRead: true };
        const { Item } = await call("GetItem", asked);
        return Item ? [[placeOf(write), Item as WireItem] as const] : [];
      }),
    );
    return new Map(found.flat());
  }

  return {
    backend: streamed,
    enable(table, tableArn, shape) {
      const arn = `${tableArn}/stream/${LABEL}`;
      shapes.set(table, shape);
      if (!logs.has(table)) logs.set(table, createStreamLog(arn, region));
      return arn;
    },
    find: (arn) => [...logs.values()].find((log) => log.arn === arn),
  };
}

/** Callers may give the attributes of a key in any order. */
const placeOf = ({ table, key }: ItemWrite): string =>
  JSON.stringify([table, ...Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The tables that a call may write to. */
function tablesIn(operation: string, input: Members): string[] {
  switch (operation) {
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return [String(input.TableName)];
    case "BatchWriteItem":
      return Object.keys(input.RequestItems ?? {});
    case "TransactWriteItems":
      return ((input.TransactItems ?? []) as Record<string, { TableName?: string }>[]).flatMap((item) =>
        Object.values(item).map(({ TableName }) => String(TableName)),
      );
    case "ExecuteStatement":
      return [tableIn(input)];
    case "BatchExecuteStatement":
      return ((input.Statements ?? []) as Members[]).map(tableIn);
    default:
      return [];
  }
}
