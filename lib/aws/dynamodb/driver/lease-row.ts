import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { freePlaces, type Leases, withLease } from "../../../core/kit/leases.ts";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";
import { type AttributeMap, fromItem } from "./attribute-values.ts";
import type { TableAccess } from "./table-access.ts";

/** What a process asks of a row with leases. */
export interface LeaseRequest {
  /** Random: the lease's name in the row. */
  id: string;
  /** It gets as many of these places as are free. */
  wanted: number;
  /** All places of the row. */
  most: number;
  /** When the lease ends at the latest. */
  untilMs: number;
  /** When the row may be deleted, in epoch seconds. */
  expiresAt: number;
}

/** If the leases change this often in between, the row is so busy that nothing is free. */
const MAX_TRIES = 5;

/** Makes a function that takes places of rows with an attribute `leases`, a map of `Leases`. */
export function leaseTaker(table: TableAccess) {
  /**
   * Takes free places. The write is for exactly the leases that were read. If they have changed since, DynamoDB's
   * refusal brings the current ones
   * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html).
   *
   * @param read the leases as they were read. Undefined creates the row.
   * @returns the number of places taken; `absent` if there were leases, and the row is gone
   */
  return async function take(key: RowKey, read: Leases | undefined, request: LeaseRequest): Promise<number | "absent"> {
    let known = read;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const places = Math.min(request.wanted, freePlaces(known ?? {}, request.most, table.now()));
      if (places <= 0) return 0;
      const after = withLease(known ?? {}, request.id, { places, untilMs: request.untilMs }, table.now());
      const current = await replace(key, known, after, request);
      if (current === "written") return places;
      if (!current) return "absent";
      // A call whose answer was lost is repeated by the SDK, and meets its own lease.
      const own = current[request.id];
      if (own) return own.places;
      known = current;
    }
    return 0;
  };

  /** Resolves with the current leases if they are others, and with undefined if the row is gone. */
  async function replace(
    Key: RowKey,
    before: Leases | undefined,
    after: Leases,
    { expiresAt }: LeaseRequest,
  ): Promise<"written" | Leases | undefined> {
    const command = new UpdateCommand({
      TableName: table.name,
      Key,
      UpdateExpression: "SET leases = :after, #ttl = :ttl",
      ConditionExpression: before ? "leases = :before" : "attribute_not_exists(leases)",
      ExpressionAttributeNames: { "#ttl": TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ":after": after, ":ttl": expiresAt, ...(before && { ":before": before }) },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await table.client.send(command);
      return "written";
    } catch (error) {
      if (!isException(error, "ConditionalCheckFailedException")) throw asFault("taking a lease failed", error);
      const { Item } = error as { Item?: AttributeMap };
      return Item && (fromItem(Item).leases as Leases);
    }
  }
}
