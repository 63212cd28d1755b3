import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { RowKey } from "../table.ts";
import { conditionally } from "./conditional-write.ts";
import type { TableAccess } from "./table-access.ts";

/** Makes a function that ends a lease in a row of leases. It does nothing if the lease or the row is gone. */
export const leaseEnder = ({ client, name: TableName }: TableAccess) =>
  async function end(Key: RowKey, id: string): Promise<void> {
    const command = new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: "REMOVE leases.#id",
      ConditionExpression: "attribute_exists(leases.#id)",
      ExpressionAttributeNames: { "#id": id },
    });
    await conditionally("ending a lease failed", () => client.send(command));
  };
