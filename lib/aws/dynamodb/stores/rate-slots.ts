import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { longestAheadMs, spacingMs } from "../../../core/rate/rate-limit.ts";
import type { RateSlots } from "../../../core/rate/rate-slots.ts";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import { type AttributeMap, fromItem } from "../driver/attribute-values.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { rateKey } from "../keys/rate-keys.ts";
import { TTL_ATTRIBUTE } from "../table.ts";

/** The row is needed only while its slots lie ahead. This much longer, it is kept. */
const ROW_MS = 3_600_000;

/** Another function may reserve slots between two writes. If that happens this often, the endpoint's slots are gone. */
const MAX_TRIES = 8;

/** Known endpoints are forgotten beyond this number. It costs a refused write. */
const MOST_KNOWN = 10_000;

/**
 * Reserves slots without reading. An expression can't take the later of two times, so there is a write for a busy
 * endpoint, whose next slot lies ahead, and one for a quiet one. Each is refused where the other applies, and the refusal
 * tells the next slot (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html).
 */
export function dynamoRateSlots(table: TableAccess): RateSlots {
  const { client, name: TableName, now } = table;
  /** The next slots as this process last saw them. They decide only which write is tried first. */
  const known = new Map<string, number>();

  return {
    async reserveSlots(subscriptionId, count, limit) {
      const spanMs = count * spacingMs(limit);
      const aheadMs = longestAheadMs(limit);
      let nextMs = known.get(subscriptionId) ?? 0;
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const nowMs = now();
        const answer = await write(
          subscriptionId,
          nextMs > nowMs ? extension(spanMs, nowMs, aheadMs) : beginning(spanMs, nowMs),
          nowMs + aheadMs + spanMs + ROW_MS,
        );
        nextMs = answer.nextMs;
        note(subscriptionId, nextMs);
        if (answer.isWritten) return { firstMs: nextMs - spanMs, count };
        if (nextMs > nowMs + aheadMs) return undefined;
      }
      return undefined;
    },
  };

  function note(subscriptionId: string, nextMs: number): void {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(subscriptionId, nextMs);
  }

  /** Resolves with the slot after those that were reserved, or with the one that refused the write. */
  async function write(
    subscriptionId: string,
    { values, ...expressions }: SlotWrite,
    expiresMs: number,
  ): Promise<{ isWritten: boolean; nextMs: number }> {
    const update = new UpdateCommand({
      TableName,
      Key: rateKey(subscriptionId),
      ...expressions,
      ExpressionAttributeNames: { "#ttl": TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ...values, ":ttl": Math.ceil(expiresMs / 1000) },
      ReturnValues: "UPDATED_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      const { Attributes } = await client.send(update);
      return { isWritten: true, nextMs: Number(Attributes?.nextMs) };
    } catch (error) {
      if (!isException(error, "ConditionalCheckFailedException")) throw asFault("reserving slots failed", error);
      const { Item } = error as { Item?: AttributeMap };
      return { isWritten: false, nextMs: Item ? Number(fromItem(Item).nextMs) : 0 };
    }
  }
}

interface SlotWrite {
  UpdateExpression: string;
  ConditionExpression: string;
  values: Record<string, number>;
}

const extension = (spanMs: number, nowMs: number, aheadMs: number): SlotWrite => ({
  UpdateExpression: "SET nextMs = nextMs + :span, #ttl = :ttl",
  ConditionExpression: "nextMs > :now AND nextMs <= :latest",
  values: { ":span": spanMs, ":now": nowMs, ":latest": nowMs + aheadMs },
});

const beginning = (spanMs: number, nowMs: number): SlotWrite => ({
  UpdateExpression: "SET nextMs = :next, #ttl = :ttl",
  ConditionExpression: "attribute_not_exists(nextMs) OR nextMs <= :now",
  values: { ":next": nowMs + spanMs, ":now": nowMs },
});
