import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import type { IdempotencyStore, KeptRequest } from "../../../core/idempotency.ts";
import { CLAIM_MS, type IdempotencyClaim, KEPT_SECONDS } from "../../../core/idempotency.ts";
import { conditionally, orFault } from "../../faults.ts";
import { isLive, type Table } from "../driver/access.ts";
import { idempotencyRowKey, TTL_ATTRIBUTE } from "../table.ts";

const MOST_TRIES = 3;

/** Requests by idempotency key. They go by TTL. */
export function dynamoIdempotencyStore(table: Table): IdempotencyStore {
  const { client, name: TableName } = table;
  return { claim, keep, release };

  async function claim(wanted: IdempotencyClaim): Promise<KeptRequest | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (await put(wanted)) return undefined;
      const found = await read(wanted);
      if (found) return found;
      // What was in the way has been released.
    }
    throw new PipelineFault("an idempotency key kept coming and going");
  }

  /** False when another one's claim, or its answer, is in the way. */
  async function put(wanted: IdempotencyClaim): Promise<boolean> {
    const { id, digest, atMs } = wanted;
    const seconds = Math.floor(atMs / 1000);
    const row = { claimId: id, digest, claimedAtMs: atMs, [TTL_ATTRIBUTE]: seconds + KEPT_SECONDS };
    const command = new PutCommand({
      TableName,
      Item: { ...idempotencyRowKey(wanted), ...row },
      ConditionExpression: `attribute_not_exists(pk) OR ${OWN} OR ${TTL_ATTRIBUTE} <= :seconds OR ${ABANDONED}`,
      ExpressionAttributeValues: { ":mine": id, ":seconds": seconds, ":stale": atMs - CLAIM_MS, ":digest": digest },
    });
    return (await conditionally("claiming an idempotency key failed", () => client.send(command))) !== undefined;
  }

  async function read(wanted: IdempotencyClaim): Promise<KeptRequest | undefined> {
    const command = new GetCommand({ TableName, Key: idempotencyRowKey(wanted), ConsistentRead: true });
    const { Item } = await orFault("reading an idempotency key failed", () => client.send(command));
    if (!Item || !isLive(Item, table.now())) return undefined;
    return { digest: Item.digest, sealed: Item.sealed };
  }

  async function keep(mine: IdempotencyClaim, sealed: string): Promise<void> {
    const command = new UpdateCommand({
      TableName,
      Key: idempotencyRowKey(mine),
      UpdateExpression: "SET sealed = :sealed",
      ConditionExpression: "claimId = :mine",
      ExpressionAttributeValues: { ":sealed": sealed, ":mine": mine.id },
    });
    await conditionally("keeping an answer failed", () => client.send(command));
  }

  async function release(mine: IdempotencyClaim): Promise<void> {
    const command = new DeleteCommand({
      TableName,
      Key: idempotencyRowKey(mine),
      ConditionExpression: "claimId = :mine AND attribute_not_exists(sealed)",
      ExpressionAttributeValues: { ":mine": mine.id },
    });
    await conditionally("releasing an idempotency key failed", () => client.send(command));
  }
}

/** The answer to the first try was lost, and the SDK has tried again. */
const OWN = "(attribute_not_exists(sealed) AND claimId = :mine)";

/** Its function has died: it may be done by another one, but nothing else may be done under its key. */
const ABANDONED = "(attribute_not_exists(sealed) AND claimedAtMs < :stale AND digest = :digest)";
