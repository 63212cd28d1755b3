import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { PipelineFault, Refusal } from "../../core/errors.ts";
import type { SecretRef } from "../../core/model.ts";
import type { SecretOwner, SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { asFault, isException, orFault } from "../kit/sdk-errors.ts";
import { pinnedSecrets, secretsManagerRef } from "./pinned-secrets.ts";

const RECOVERY_DAYS = 7;

/**
 * One Secrets Manager secret per subscription; a reference pins its versions.
 *
 * @param prefix what the secrets' names begin with
 */
export function secretsManagerSecrets(client: SecretsManagerClient, prefix: string): SigningSecrets {
  return { store, add, ...pinnedSecrets(client), forget };

  async function store(owner: SecretOwner, secret: string): Promise<SecretRef> {
    const name = `${prefix}${owner.tenantId}/${owner.subscriptionId}`;
    const { ARN, VersionId } = await orFault("keeping a secret failed", () => createOrPut(client, name, secret));
    if (!ARN || !VersionId) throw new PipelineFault("a secret was kept without a version");
    return { store: "secrets-manager", secretId: ARN, versions: [VersionId] };
  }

  /**
   * A new version of the secret. The one that signed so far becomes AWSPREVIOUS; those before it lose their label,
   * and can be read all the same: of versions without one, Secrets Manager removes the outdated beyond 100, and none
   * in its first 24 hours
   * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html).
   */
  async function add(_owner: SecretOwner, ref: SecretRef, secret: string): Promise<SecretRef> {
    const { secretId } = secretsManagerRef(ref);
    const command = new PutSecretValueCommand({ SecretId: secretId, SecretString: secret });
    const { VersionId } = await client.send(command).catch(refuseTooMany);
    if (!VersionId) throw new PipelineFault("a secret was kept without a version");
    return { store: "secrets-manager", secretId, versions: [VersionId] };
  }

  /** It can be restored for a week. A secret that is not there, or marked for deletion already, is let go of. */
  async function forget(_owner: SecretOwner, ref: SecretRef): Promise<void> {
    const command = new DeleteSecretCommand({
      SecretId: secretsManagerRef(ref).secretId,
      RecoveryWindowInDays: RECOVERY_DAYS,
    });
    try {
      await client.send(command);
    } catch (error) {
      if (isException(error, "ResourceNotFoundException") || isException(error, "InvalidRequestException")) return;
      throw asFault("deleting a secret failed", error);
    }
  }
}

/** Versions younger than a day are never removed: who rotates all the time reaches the limit. */
function refuseTooMany(error: unknown): never {
  if (!isException(error, "LimitExceededException")) throw asFault("keeping a secret failed", error);
  throw new Refusal(429, "This secret was rotated too often within a day: try again tomorrow.");
}

/** The secret exists when an earlier try to create the subscription got this far and no further. */
async function createOrPut(client: SecretsManagerClient, Name: string, SecretString: string) {
  try {
    return await client.send(new CreateSecretCommand({ Name, SecretString }));
  } catch (error) {
    if (!isException(error, "ResourceExistsException")) throw error;
    return client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  }
}
