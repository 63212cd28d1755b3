import type { SecretIntent } from "../../../core/subscription/secret-intents.ts";
import type { RowKey } from "../table.ts";

/** Subscriptions that are being created, and deleted ones. One partition is enough for them, because both are rare. */
export const SECRET_INTENTS_PK = "SECRETS";
export const secretIntentKey = ({ at, subscriptionId }: SecretIntent): RowKey => ({
  pk: SECRET_INTENTS_PK,
  sk: `${at}#${subscriptionId}`,
});
