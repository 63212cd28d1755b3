import { randomUUID } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { alertOf } from "../../../core/alerts/alert.ts";
import type { ExhaustedDigests } from "../../../core/alerts/alert-store.ts";
import {
  BETWEEN_DIGESTS_MS,
  DIGEST_WAIT_MS,
  type ExhaustedFacts,
  latestExhausted,
} from "../../../core/alerts/exhausted-digest.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { pooled } from "../../kit/pooled.ts";
import { alertWrites } from "../alert-rows.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { isNot, isStill } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { transact } from "../driver/transact.ts";
import { type RowChange, updateOf } from "../driver/update-expression.ts";
import { digestKey, digestPkOf, digestPks } from "../keys/digest-keys.ts";
import { type LogTable, retainedUntil } from "../rows.ts";
import { DUE_INDEX, TTL_ATTRIBUTE } from "../table.ts";
import { dueRowsReader } from "./due-rows.ts";

const PARALLEL_CALLS = 8;

/** A random token of the latest write that added deliveries. */
const TOKEN = "digestToken";

/** A digest's attributes. All but the latest alert's time are absent while it is empty. */
interface DigestRow extends Partial<ExhaustedFacts> {
  alertedAtMs?: number;
  [TOKEN]?: string;
}

const EMPTY = {
  count: undefined,
  since: undefined,
  until: undefined,
  latest: undefined,
  [DUE_INDEX.partitionKey]: undefined,
  [DUE_INDEX.sortKey.name]: undefined,
};

export function dynamoExhaustedDigests(table: LogTable): ExhaustedDigests {
  const dueRows = dueRowsReader(table);
  const kept = (nowMs: number) => ({ [TTL_ATTRIBUTE]: retainedUntil(table, nowMs) });
  const changeOf = (subscriptionId: string, change: RowChange) => ({
    TableName: table.name,
    Key: digestKey(subscriptionId),
    ...updateOf(change),
  });
  return { addExhausted, listDueDigests, raiseDigest };

  async function addExhausted(deliveries: readonly Delivery[]): Promise<void> {
    const lists = Object.values(Object.groupBy(deliveries, ({ subscriptionId }) => subscriptionId));
    await pooled(lists, PARALLEL_CALLS, (list = []) => add(list));
  }

  /** When an answer is lost, the SDK repeats the write. The token then fails its condition, so that nothing counts twice. */
  async function add(deliveries: readonly Delivery[]): Promise<void> {
    const latest = deliveries.at(-1);
    if (!latest) return;
    const { tenantId, subscriptionId } = latest;
    const [nowMs, token] = [table.now(), randomUUID()];
    const nowIso = new Date(nowMs).toISOString();
    await write(subscriptionId, {
      set: { tenantId, subscriptionId, until: nowIso, latest: latestExhausted(latest), [TOKEN]: token, ...kept(nowMs) },
      initial: {
        since: nowIso,
        [DUE_INDEX.partitionKey]: digestPkOf(subscriptionId),
        [DUE_INDEX.sortKey.name]: nowMs + DIGEST_WAIT_MS,
      },
      add: { count: deliveries.length },
      conditions: [isNot(TOKEN, token)],
    });
  }

  async function listDueDigests(untilMs: number, limit: number): Promise<SubscriptionKey[]> {
    const rows = await dueRows(digestPks(), untilMs, limit);
    return rows.map((row) => ({ tenantId: String(row.tenantId), subscriptionId: String(row.subscriptionId) }));
  }

  /** If deliveries come in meanwhile, the digest stays due, and is raised the next time. */
  async function raiseDigest(subscription: SubscriptionKey): Promise<void> {
    const row = await getRow(table, digestKey(subscription.subscriptionId), "reading a digest failed");
    const { count, since, until, latest, alertedAtMs, [TOKEN]: token } = (row ?? {}) as DigestRow;
    if (!count || !since || !until || !latest) return;
    const nowMs = table.now();
    const conditions = [isStill(TOKEN, token), isStill("count", count)];
    const earliestMs = (alertedAtMs ?? Number.NEGATIVE_INFINITY) + BETWEEN_DIGESTS_MS;
    if (nowMs < earliestMs) {
      const set = { [DUE_INDEX.sortKey.name]: earliestMs };
      return await write(subscription.subscriptionId, { set, conditions });
    }
    const alert = alertOf(subscription, "delivery.exhausted", { count, since, until, latest }, nowMs);
    const emptied = changeOf(subscription.subscriptionId, {
      set: { ...EMPTY, alertedAtMs: nowMs, ...kept(nowMs) },
      conditions,
    });
    await transact(table, [{ Update: emptied }, ...alertWrites(table, alert)]);
  }

  async function write(subscriptionId: string, change: RowChange): Promise<void> {
    const command = new UpdateCommand(changeOf(subscriptionId, change));
    await conditionally("writing a digest failed", () => table.client.send(command));
  }
}
