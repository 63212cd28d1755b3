import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SealedPartsWriter } from "../../../core/key-ring/key-ring-ports.ts";
import { subscriptionKeyOf } from "../../../core/subscription/subscription-store.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";

/** Replaces the sealed values of subscriptions. Functions that sign read the row for each batch, so no cache has them. */
export const dynamoSealedPartsWriter = ({ client, name }: TableAccess): SealedPartsWriter => ({
  async replaceSealed(subscription, { secret, sealedHeaders }, nowIso) {
    const { updatedAt, resealedAt } = subscription;
    const unchanged = resealedAt ? "resealedAt = :before" : "attribute_not_exists(resealedAt)";
    const command = new UpdateCommand({
      TableName: name,
      Key: subscriptionKey(subscriptionKeyOf(subscription)),
      UpdateExpression: `SET #secret = :secret, resealedAt = :now${sealedHeaders ? ", sealedHeaders = :headers" : ""}`,
      ConditionExpression: `updatedAt = :updated AND ${unchanged}`,
      ExpressionAttributeNames: { "#secret": "secret" },
      ExpressionAttributeValues: {
        ":secret": secret,
        ":headers": sealedHeaders,
        ":now": nowIso,
        ":updated": updatedAt,
        ":before": resealedAt,
      },
    });
    return (await conditionally("writing a subscription failed", () => client.send(command))) !== undefined;
  },
});
