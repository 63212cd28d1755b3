import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type AdminKeyReader, type AdminKeyVersion, previousWorks } from "../../core/admin-key.ts";
import { hashSecret } from "../../core/api-keys.ts";
import type { Clock } from "../../core/clock.ts";
import { PipelineFault } from "../../core/errors.ts";
import { asFault, isException } from "../kit/sdk-errors.ts";

/**
 * Reads the admin key from its secret. Secrets Manager labels the version that a rotation replaced AWSPREVIOUS
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html). Only its first hour takes a
 * second call.
 */
export function secretsManagerAdminKey(client: SecretsManagerClient, secretId: string, now: Clock): AdminKeyReader {
  return { adminKey };

  async function adminKey() {
    const current = await versionAt("AWSCURRENT");
    if (!current) throw new PipelineFault("the admin key's secret holds no text");
    if (!previousWorks(current, now())) return { current };
    const previous = await versionAt("AWSPREVIOUS");
    return previous ? { current, previous } : { current };
  }

  async function versionAt(stage: string): Promise<AdminKeyVersion | undefined> {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
      const { SecretString, CreatedDate = new Date(0) } = await client.send(command);
      return SecretString ? { secretHash: hashSecret(SecretString), createdAt: CreatedDate.toISOString() } : undefined;
    } catch (error) {
      // A secret that was never rotated has no previous version.
      if (stage === "AWSPREVIOUS" && isException(error, "ResourceNotFoundException")) return undefined;
      throw asFault("reading the admin key failed", error);
    }
  }
}
