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
 * Keeps one Secrets Manager secret for each subscription. A reference pins the secret's versions.
 *
 * @param prefix the start of the secrets' names
 */
export function secretsManagerSecrets(client: SecretsManagerClient, prefix: string): SigningSecrets {
  const nameOf = ({ tenantId, subscriptionId }: SecretOwner) => `${prefix}${tenantId}/${subscriptionId}`;
  return {
    store,
    add,
    ...pinnedSecrets(client),
    forget: (_owner, ref) => remove(secretsManagerRef(ref).secretId),
    discard: (owner) => remove(nameOf(owner)),
  };

  async function store(owner: SecretOwner, secret: string): Promise<SecretRef> {
    const kept = () => createOrPut(client, nameOf(owner), secret);
    const { ARN, VersionId } = await orFault("keeping a secret failed", kept);
    if (!ARN || !VersionId) throw new PipelineFault("a secret was kept without a version");
    return { store: "secrets-manager", secretId: ARN, versions: [VersionId] };
  }

  /**
   * Adds a version to the secret. The version that signed so far becomes AWSPREVIOUS. Older versions lose their label
   * but stay readable. When there are more than 100 versions without a label, Secrets Manager removes outdated ones,
   * but none that is less than 24 hours old
   * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html).
   */
  async function add(_owner: SecretOwner, ref: SecretRef, secret: string): Promise<SecretRef> {
    const { secretId } = secretsManagerRef(ref);
    const command = new PutSecretValueCommand({ SecretId: secretId, SecretString: secret });
    const { VersionId } = await client.send(command).catch(refuseTooMany);
    if (!VersionId) throw new PipelineFault("a secret was kept without a version");
    return { store: "secrets-manager", secretId, versions: [VersionId] };
  }

  /**
   * A deleted secret can be restored for a week. Ignores a secret that is absent or already marked for deletion.
   *
   * @param SecretId an ARN or a name
   */
  async function remove(SecretId: string): Promise<void> {
    const command = new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: RECOVERY_DAYS });
    try {
      await client.send(command);
    } catch (error) {
      if (isException(error, "ResourceNotFoundException") || isException(error, "InvalidRequestException")) return;
      throw asFault("deleting a secret failed", error);
    }
  }
}

/** Secrets Manager keeps every version for a day, so many rotations within a day reach its limit. */
function refuseTooMany(error: unknown): never {
  if (!isException(error, "LimitExceededException")) throw asFault("keeping a secret failed", error);
  throw new Refusal(429, "This secret was rotated too often in one day. Try again tomorrow.");
}

/** The secret already exists when an earlier attempt to create the subscription failed after this step. */
async function createOrPut(client: SecretsManagerClient, Name: string, SecretString: string) {
  try {
    return await client.send(new CreateSecretCommand({ Name, SecretString }));
  } catch (error) {
    if (!isException(error, "ResourceExistsException")) throw error;
    return client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  }
}
