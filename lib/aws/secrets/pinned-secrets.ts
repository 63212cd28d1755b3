import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PipelineFault } from "../../core/errors.ts";
import { memoizedAsync } from "../../core/kit/lru.ts";
import type { SecretRef } from "../../core/model.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { secretValue } from "./secret-value.ts";

const KEPT_VALUES = 10_000;

/**
 * Reads the versions that a reference pins. What a version holds never changes, so values are kept by version,
 * and a rotation, which pins another one, takes effect at once.
 */
export function pinnedSecrets(client: SecretsManagerClient): Pick<SigningSecrets, "reveal"> {
  const valueOfVersion = memoizedAsync(KEPT_VALUES, (key) => {
    const [secretId = "", version] = key.split("\n");
    return secretValue(client, secretId, version);
  });
  return {
    reveal: async (_owner, ref) => {
      const { secretId, versions } = secretsManagerRef(ref);
      return Promise.all(versions.map((version) => valueOfVersion(`${secretId}\n${version}`)));
    },
  };
}

/** The reference as one to Secrets Manager, which it must be. */
export function secretsManagerRef(ref: SecretRef): Extract<SecretRef, { store: "secrets-manager" }> {
  if (ref.store !== "secrets-manager") throw new PipelineFault(`no Secrets Manager reference: ${ref.store}`);
  return ref;
}
