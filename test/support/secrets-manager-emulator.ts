import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { startSecretsManager } from "../../lib/local/aws/secrets/start-secrets-manager.ts";
import { secretsManagerClient } from "./secrets-manager-client.ts";
import { testCredentials } from "./test-credentials.ts";

export interface SecretsManagerEmulator {
  client: SecretsManagerClient;
  stop(): Promise<void>;
}

/** Starts the twin's Secrets Manager in memory. */
export async function startVault(): Promise<SecretsManagerEmulator> {
  const server = await startSecretsManager();
  const client = secretsManagerClient({ endpoint: server.endpoint, ...testCredentials });
  return {
    client,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
