import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { badCursor } from "../../../core/errors.ts";
import { REPLAY_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { Replay } from "../../../core/replay/replay.ts";
import type { LaterMatchWriter, ReplayStore } from "../../../core/replay/replay-store.ts";
import { conditionally, orFault } from "../../faults.ts";
import { expiry, isLive, recordIn, type Table } from "../driver/access.ts";
import { batchPutter } from "../driver/batch-put.ts";
import { queryRows } from "../driver/query.ts";
import { laterMatchKey, replayKey, replaysPk } from "../table.ts";

/** The replays of tenants. They go by TTL. */
export function dynamoReplayStore(table: Table): ReplayStore {
  const { client, name: TableName } = table;
  return { createReplay, getReplay, listReplays, replaceReplay };

  async function createReplay(replay: Replay): Promise<void> {
    await orFault("writing a replay failed", () => client.send(new PutCommand({ TableName, Item: rowOf(replay) })));
  }

  async function getReplay(tenantId: string, replayId: string): Promise<Replay | undefined> {
    const command = new GetCommand({ TableName, Key: replayKey(tenantId, replayId), ConsistentRead: true });
    const { Item } = await orFault("reading a replay failed", () => client.send(command));
    return Item && isLive(Item, table.now()) ? recordIn<Replay>(Item) : undefined;
  }

  async function listReplays(
    tenantId: string,
    subscriptionId: string | undefined,
    { limit, after }: PageRequest,
  ): Promise<Page<Replay>> {
    if (after !== undefined && !REPLAY_ID.test(after)) throw badCursor();
    const query = {
      KeyConditionExpression: after === undefined ? "pk = :pk" : "pk = :pk AND sk < :after",
      FilterExpression: subscriptionId && "subscriptionId = :subscription",
      ExpressionAttributeValues: { ":pk": replaysPk(tenantId), ":after": after, ":subscription": subscriptionId },
      ScanIndexForward: false,
      ConsistentRead: true,
    };
    const rows = await queryRows(table, query, limit + 1);
    const items = rows.slice(0, limit).map((row) => recordIn<Replay>(row));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  async function replaceReplay(replay: Replay, version: number): Promise<boolean> {
    const command = new PutCommand({
      TableName,
      Item: rowOf(replay),
      ConditionExpression: "#version = :version",
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: { ":version": version },
    });
    return (await conditionally("writing a replay failed", () => client.send(command))) !== undefined;
  }

  function rowOf(replay: Replay) {
    return { ...replayKey(replay.tenantId, replay.id), ...expiry(table, replay.createdAt), ...replay };
  }
}

/** Keeps matches beside their events. */
export function dynamoLaterMatchWriter(table: Table): LaterMatchWriter {
  const batchPut = batchPutter(table);
  return {
    async putLaterMatches(matches) {
      const rows = matches.map(({ tenantId, eventId, receivedAt, subscriptionId, types }) => ({
        ...laterMatchKey(tenantId, eventId, subscriptionId),
        ...expiry(table, receivedAt),
        subscriptionId,
        types,
      }));
      const [fault] = (await batchPut(rows)).values();
      if (fault) throw fault;
    },
  };
}
