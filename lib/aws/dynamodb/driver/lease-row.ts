import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { freePlaces, type Leases, withLease } from "../../../core/kit/leases.ts";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";
import { type AttributeMap, fromItem } from "./attribute-values.ts";
import type { RowCondition } from "./conditions.ts";
import type { TableAccess, TableRow } from "./table-access.ts";

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
  /** When the row may be deleted, in epoch seconds. Undefined leaves the row's expiry alone. */
  expiresAt: number | undefined;
  /** What else the row must be like, as a condition and as a test of a row. */
  also?: { condition: RowCondition; isMet(row: TableRow): boolean };
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
   * @returns the number of places taken; `absent` if there were leases, and the row is gone or not as it must be
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
      const leases = current.leases as Leases;
      // A call whose answer was lost is repeated by the SDK, and meets its own lease.
      const own = leases[request.id];
      if (own) return own.places;
      if (request.also && !request.also.isMet(current)) return "absent";
      known = leases;
    }
    return 0;
  };

  /** Resolves with the current row if it is another, and with undefined if the row is gone. */
  async function replace(
    Key: RowKey,
    before: Leases | undefined,
    after: Leases,
    { expiresAt, also }: LeaseRequest,
  ): Promise<"written" | TableRow | undefined> {
    const sameLeases = before ? "leases = :before" : "attribute_not_exists(leases)";
    const isRenewed = expiresAt !== undefined;
    const names = { ...(isRenewed && { "#ttl": TTL_ATTRIBUTE }), ...also?.condition.names };
    const command = new UpdateCommand({
      TableName: table.name,
      Key,
      UpdateExpression: isRenewed ? "SET leases = :after, #ttl = :ttl" : "SET leases = :after",
      ConditionExpression: also ? `${sameLeases} AND ${also.condition.text}` : sameLeases,
      ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
      ExpressionAttributeValues: {
        ":after": after,
        ":ttl": expiresAt,
        ...(before && { ":before": before }),
        ...also?.condition.values,
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await table.client.send(command);
      return "written";
    } catch (error) {
      if (!isException(error, "ConditionalCheckFailedException")) throw asFault("taking a lease failed", error);
      const { Item } = error as { Item?: AttributeMap };
      return Item && (fromItem(Item) as TableRow);
    }
  }
}
