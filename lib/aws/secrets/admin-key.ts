import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { AdminKeyReader } from "../../core/api-keys.ts";
import { secretValue } from "./secret-value.ts";

/** Reads the key anew each time: calls that need it are rare, and a rotated key counts at once. */
export const secretsManagerAdminKey = (client: SecretsManagerClient, secretId: string): AdminKeyReader => ({
  adminKey: () => secretValue(client, secretId),
});
