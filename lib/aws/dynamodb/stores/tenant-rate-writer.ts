import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { MeasuredRate, TenantRates, TenantRateWriter } from "../../../core/rate/tenant-rates.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { tenantKey } from "../keys/tenant-keys.ts";

/** Writes measured rates into a map in the tenant's row, with an entry for each function. */
export const dynamoTenantRateWriter = ({ client, name: TableName }: TableAccess): TenantRateWriter => ({
  async putRate(tenantId, name, rate, known, outdated) {
    const update = known ? entryOf(name, rate, outdated) : firstOf({ [name]: rate });
    const command = new UpdateCommand({ TableName, Key: tenantKey(tenantId), ...update });
    await conditionally("writing a tenant's rate failed", () => client.send(command));
  },
});

/** DynamoDB can't write into a map that doesn't exist. */
const firstOf = (rates: TenantRates) => ({
  UpdateExpression: "SET rates = :rates",
  ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(rates)",
  ExpressionAttributeValues: { ":rates": rates },
});

function entryOf(name: string, rate: MeasuredRate, outdated: string[]) {
  const gone = outdated.map((other, n) => [`#old${n}`, other] as const);
  const removal = gone.length > 0 ? ` REMOVE ${gone.map(([label]) => `rates.${label}`).join(", ")}` : "";
  return {
    UpdateExpression: `SET rates.#me = :rate${removal}`,
    ConditionExpression: "attribute_exists(rates)",
    ExpressionAttributeNames: { "#me": name, ...Object.fromEntries(gone) },
    ExpressionAttributeValues: { ":rate": rate },
  };
}
