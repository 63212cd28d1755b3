import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { PublicKey, Subscription } from "../../../core/model.ts";
import type { PublicKeyReader } from "../../../core/subscription/public-keys.ts";
import { orFault } from "../../faults.ts";
import type { Table } from "../driver/access.ts";
import type { Write } from "../driver/transact.ts";
import { publicKeysKey } from "../table.ts";

/** Public keys by subscription alone: who asks for them has no key, and so names no tenant. */
export const dynamoPublicKeyReader = (table: Table): PublicKeyReader => ({
  async getPublicKeys(subscriptionId) {
    const command = new GetCommand({ TableName: table.name, Key: publicKeysKey(subscriptionId), ConsistentRead: true });
    const { Item } = await orFault("reading public keys failed", () => table.client.send(command));
    return (Item?.publicKeys as PublicKey[] | undefined) ?? [];
  },
});

/** The write that lets the row of a subscription's public keys follow it. */
export function publicKeysWrite({ name: TableName }: Table, { id, publicKeys }: Published): Write {
  const key = publicKeysKey(id);
  return publicKeys ? { Put: { TableName, Item: { ...key, publicKeys } } } : { Delete: { TableName, Key: key } };
}

type Published = Pick<Subscription, "id" | "publicKeys">;
