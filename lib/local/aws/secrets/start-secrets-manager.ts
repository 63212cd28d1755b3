import { callAnswers } from "../aws-calls.ts";
import { localBackend } from "../backend.ts";
import { openFrontDoor } from "../front-door.ts";
import { createSecretsManager } from "./secrets-manager.ts";

/** Starts Secrets Manager alone on a free port, without IAM. Without `dataDir`, all data is lost when it stops. */
export async function startSecretsManager(
  options: { dataDir?: string; region?: string } = {},
): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { dataDir, region = "us-east-1" } = options;
  const secrets = createSecretsManager({ dataDir, region, accountId: "000000000000" });
  const door = await openFrontDoor(callAnswers({ secretsmanager: localBackend(secrets.service) }, () => undefined));
  return {
    endpoint: door.endpoint,
    async stop() {
      await door.stop();
      secrets.stop();
    },
  };
}
