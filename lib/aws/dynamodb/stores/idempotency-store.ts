import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import { CLAIM_MS, type IdempotencyClaim, type IdempotencyStore, type KeptRequest } from "../../../core/idempotency.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { idempotencyRowKey } from "../keys/idempotency-keys.ts";
import { claimRow } from "../rows.ts";
import { TTL_ATTRIBUTE } from "../table.ts";

const MAX_TRIES = 3;

/** Requests by idempotency key. DynamoDB deletes them through TTL. */
export function dynamoIdempotencyStore(table: TableAccess): IdempotencyStore {
  const { client, name: TableName } = table;
  return { claim, keep, release };

  async function claim(wanted: IdempotencyClaim): Promise<KeptRequest | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (await put(wanted)) return undefined;
      const found = await read(wanted);
      if (found) return found;
      // The claim that blocked this one was released between the two calls.
    }
    throw new PipelineFault("an idempotency key was claimed and released too often");
  }

  /** Resolves with false when another claim, or its answer, blocks this one. */
  async function put(wanted: IdempotencyClaim): Promise<boolean> {
    const { id, digest, atMs } = wanted;
    const seconds = Math.floor(atMs / 1000);
    const command = new PutCommand({
      TableName,
      Item: claimRow(wanted),
      ConditionExpression: `attribute_not_exists(pk) OR ${OWN} OR ${TTL_ATTRIBUTE} <= :seconds OR ${ABANDONED}`,
      ExpressionAttributeValues: { ":mine": id, ":seconds": seconds, ":stale": atMs - CLAIM_MS, ":digest": digest },
    });
    return (await conditionally("claiming an idempotency key failed", () => client.send(command))) !== undefined;
  }

  async function read(wanted: IdempotencyClaim): Promise<KeptRequest | undefined> {
    const row = await getRow(table, idempotencyRowKey(wanted), "reading an idempotency key failed");
    return row && ({ digest: row.digest, sealed: row.sealed } as KeptRequest);
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

/** The SDK retries a claim whose answer was lost. The row then holds this same claim. */
const OWN = "(attribute_not_exists(sealed) AND claimId = :mine)";

/** The function that made the claim has died. The same request may claim the key again, but no other request may. */
const ABANDONED = "(attribute_not_exists(sealed) AND claimedAtMs < :stale AND digest = :digest)";
