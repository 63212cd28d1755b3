import type { Clock } from "../../core/clock.ts";
import { PipelineFault } from "../../core/errors.ts";
import { type AdminKeyReader, type AdminKeyVersion, previousWorks } from "../../core/keys/admin-key.ts";
import { hashSecret } from "../../core/keys/api-keys.ts";
import { asFault, isException } from "../kit/sdk-errors.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { vaultCalls } from "./vault.ts";

/**
 * Reads the admin key from its secret. Secrets Manager labels the version that a rotation replaced AWSPREVIOUS
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html). It takes a second call, which is
 * made only in the hour after the rotation. The label can move or go at any time, so its version isn't kept here.
 */
export function secretsManagerAdminKey(caller: ServiceCaller, secretId: string, now: Clock): AdminKeyReader {
  const ask = vaultCalls(caller);
  return { adminKey };

  async function adminKey() {
    const current = await versionAt("AWSCURRENT");
    if (!current) throw new PipelineFault("the admin key's secret holds no text");
    const previous = previousWorks(current, now()) ? await versionAt("AWSPREVIOUS") : undefined;
    return previous ? { current, previous } : { current };
  }

  async function versionAt(stage: string): Promise<AdminKeyVersion | undefined> {
    try {
      const asked = { SecretId: secretId, VersionStage: stage };
      const { SecretString, CreatedDate = 0 } = await ask("GetSecretValue", asked);
      // A secret that was read from a file ends with a line break, which no header can carry.
      const key = SecretString?.trim();
      return key ? { secretHash: hashSecret(key), createdAt: new Date(CreatedDate * 1000).toISOString() } : undefined;
    } catch (error) {
      // A secret that was never rotated has no previous version.
      if (stage === "AWSPREVIOUS" && isException(error, "ResourceNotFoundException")) return undefined;
      throw asFault("reading the admin key failed", error);
    }
  }
}
