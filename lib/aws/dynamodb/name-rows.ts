import { type NamedSubscription, searchedNames } from "../../core/find/subscription-names.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { TableRow } from "./driver/table-access.ts";
import type { TransactWrite } from "./driver/transact.ts";
import { nameKey } from "./keys/name-keys.ts";

/**
 * The write of a subscription's name and URL in the transaction of a change. The row nearly always takes one write unit, of
 * which a transaction pays two
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).
 */
export const nameWrite = (TableName: string, { id, tenantId, ...names }: Subscription): TransactWrite => ({
  Put: { TableName, Item: { ...nameKey(id), tenantId, ...searchedNames(names) } },
});

export const nameIn = ({ sk, tenantId, foldedName }: TableRow): NamedSubscription => ({
  tenantId: String(tenantId),
  subscriptionId: sk,
  foldedName: String(foldedName),
});
