import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { AdminKeyReader } from "../../core/api-keys.ts";
import { secretValue } from "./secret-value.ts";

/** Reads the key for each call that needs it. Such calls are rare, and a rotated key takes effect at once. */
export const secretsManagerAdminKey = (client: SecretsManagerClient, secretId: string): AdminKeyReader => ({
  adminKey: () => secretValue(client, secretId),
});
