import { PipelineFault } from "../../../core/errors.ts";
import { asFault, isException } from "../../kit/sdk-errors.ts";
import { type AttributeMap, fromItem } from "./attribute-values.ts";
import type { TableRow } from "./table-access.ts";

/** A conditional write that asks for the row in the way. Resolves with the row as it is after it, or without if it deletes. */
export type RowWrite = () => Promise<Record<string, unknown> | undefined>;

/** The token that the writes leave in the row, so that the SDK's repetition of a write recognizes its own effect. */
export interface WriteToken {
  attribute: string;
  token: string;
}

/** Each refusal shows the row as it is. A write that knows the row fails only if the row has changed again. */
const MAX_TRIES = 10;

/**
 * Makes a write. If its condition fails, DynamoDB shows the row in the way
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html), and the next write is made for
 * that row.
 *
 * @param next the write for a row as it was found, absent or not. Undefined when there is nothing to write.
 * @returns the row that was written; undefined if nothing was, or if the row was deleted
 */
export async function settledWrite(
  message: string,
  { attribute, token }: WriteToken,
  first: RowWrite,
  next: (found: TableRow | undefined) => RowWrite | undefined,
): Promise<Record<string, unknown> | undefined> {
  let write: RowWrite | undefined = first;
  for (let tries = 0; write && tries < MAX_TRIES; tries++) {
    const result = await orInTheWay(message, write);
    if ("written" in result) return result.written;
    if (result.inTheWay?.[attribute] === token) return result.inTheWay;
    write = next(result.inTheWay);
  }
  if (write) throw new PipelineFault(`${message}: the row kept changing`);
  return undefined;
}

async function orInTheWay(message: string, write: RowWrite) {
  try {
    return { written: await write() };
  } catch (error) {
    if (!isException(error, "ConditionalCheckFailedException")) throw asFault(message, error);
    const { Item } = error as { Item?: AttributeMap };
    return { inTheWay: Item && (fromItem(Item) as TableRow) };
  }
}
