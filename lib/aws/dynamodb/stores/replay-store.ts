import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import { badCursor } from "../../../core/errors.ts";
import { REPLAY_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import type { Replay } from "../../../core/replay/replay.ts";
import type { ReplayStore } from "../../../core/replay/replay-store.ts";
import { auditWrites } from "../audit-rows.ts";
import { putIfWith } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { queryRows } from "../driver/query.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { REPLAY_PLACES_SK, replayHeadKey, replayKey, replaysPk } from "../keys/replay-keys.ts";
import { type LogTable, recordIn, replayHeadRow, replayRow } from "../rows.ts";

/** The replays of tenants. DynamoDB deletes them through TTL. */
export function dynamoReplayStore(table: LogTable): ReplayStore {
  return { createReplay, getReplay, listReplays, replaceReplay };

  async function createReplay(replay: Replay, audit?: AuditEntry): Promise<void> {
    const rows = [replayRow(table, replay), replayHeadRow("all", table, replay), replayHeadRow("open", table, replay)];
    const puts = rows.map((Item) => ({ Put: { TableName: table.name, Item } }));
    await transact(table, [...puts, ...auditWrites(table, audit)]);
  }

  async function getReplay(of: TenantRef, replayId: string): Promise<Replay | undefined> {
    const row = await getRow(table, replayKey(of, replayId), "reading a replay failed");
    return row && recordIn<Replay>(row);
  }

  async function listReplays(
    of: TenantRef,
    subscriptionId: string | undefined,
    { limit, after = REPLAY_PLACES_SK }: PageRequest,
  ): Promise<Page<Replay>> {
    if (after !== REPLAY_PLACES_SK && !REPLAY_ID.test(after)) throw badCursor();
    const query = {
      KeyConditionExpression: "pk = :pk AND sk < :after",
      FilterExpression: subscriptionId && "subscriptionId = :subscription",
      ExpressionAttributeValues: { ":pk": replaysPk(of), ":after": after, ":subscription": subscriptionId },
      ScanIndexForward: false,
      ConsistentRead: true,
    };
    const rows = await queryRows(table, query, limit + 1);
    return pageOfRows(
      rows,
      limit,
      (row) => recordIn<Replay>(row),
      ({ sk }) => sk,
    );
  }

  function replaceReplay(replay: Replay, version: number, audit?: AuditEntry): Promise<boolean> {
    const put = {
      Item: replayRow(table, replay),
      ConditionExpression: "#version = :version",
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: { ":version": version },
    };
    return putIfWith(table, "writing a replay failed", put, [...ending(replay), ...auditWrites(table, audit)]);
  }

  /** Moves a replay that has ended in the operator's lists. */
  function ending(replay: Replay): TransactWrite[] {
    if (replay.finishedAt === undefined) return [];
    const Item = replayHeadRow("all", table, replay);
    const Key = replayHeadKey("open", replay.id);
    return [{ Put: { TableName: table.name, Item } }, { Delete: { TableName: table.name, Key } }];
  }
}
