import { randomUUID } from "node:crypto";
import { PipelineFault, Refusal } from "../../core/errors.ts";
import type { SecretRef } from "../../core/model/secret.ts";
import type { SecretOwner, SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { asFault, isException, orFault } from "../kit/sdk-errors.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { pinnedSecrets, secretsManagerRef } from "./pinned-secrets.ts";
import { vaultCalls } from "./vault.ts";

const RECOVERY_DAYS = 7;

/**
 * Keeps one Secrets Manager secret for each subscription. A reference pins the secret's versions.
 *
 * @param prefix the start of the secrets' names
 */
export function secretsManagerSecrets(caller: ServiceCaller, prefix: string): SigningSecrets {
  const ask = vaultCalls(caller);
  const nameOf = ({ tenantId, subscriptionId }: SecretOwner) => `${prefix}${tenantId}/${subscriptionId}`;
  return {
    store,
    add,
    ...pinnedSecrets(caller),
    forget: (_owner, ref) => remove(secretsManagerRef(ref).secretId),
    discard: (owner) => remove(nameOf(owner)),
  };

  async function store(owner: SecretOwner, secret: string): Promise<SecretRef> {
    const kept = () => createOrPut(nameOf(owner), secret);
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
    const { VersionId } = await put(secretId, secret).catch(refuseTooMany);
    if (!VersionId) throw new PipelineFault("a secret was kept without a version");
    return { store: "secrets-manager", secretId, versions: [VersionId] };
  }

  /**
   * A deleted secret can be restored for a week. Ignores a secret that is absent or already marked for deletion.
   *
   * @param SecretId an ARN or a name
   */
  async function remove(SecretId: string): Promise<void> {
    try {
      await ask("DeleteSecret", { SecretId, RecoveryWindowInDays: RECOVERY_DAYS });
    } catch (error) {
      if (isException(error, "ResourceNotFoundException") || isException(error, "InvalidRequestException")) return;
      throw asFault("deleting a secret failed", error);
    }
  }

  /** The secret already exists when an earlier attempt to create the subscription failed after this step. */
  async function createOrPut(Name: string, SecretString: string) {
    try {
      return await ask("CreateSecret", { Name, SecretString, ClientRequestToken: randomUUID() });
    } catch (error) {
      if (!isException(error, "ResourceExistsException")) throw error;
      return put(Name, SecretString);
    }
  }

  function put(SecretId: string, SecretString: string) {
    return ask("PutSecretValue", { SecretId, SecretString, ClientRequestToken: randomUUID() });
  }
}

/** Secrets Manager keeps every version for a day, so many rotations within a day reach its limit. */
function refuseTooMany(error: unknown): never {
  if (!isException(error, "LimitExceededException")) throw asFault("keeping a secret failed", error);
  throw new Refusal(429, "This secret was rotated too often in one day. Try again tomorrow.");
}
