import { PipelineFault } from "../../core/errors.ts";
import { memoizedAsync } from "../../core/kit/lru.ts";
import type { SecretRef } from "../../core/model/secret.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { secretValue } from "./secret-value.ts";

const KEPT_VALUES = 10_000;

/**
 * Reads the versions that a reference pins. A version's value never changes, so values are cached by version. A
 * rotation pins another version, so it takes effect at once.
 */
export function pinnedSecrets(client: ServiceCaller): Pick<SigningSecrets, "reveal"> {
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

/** Narrows a reference to Secrets Manager. Throws a `PipelineFault` for a reference to another store. */
export function secretsManagerRef(ref: SecretRef): Extract<SecretRef, { store: "secrets-manager" }> {
  if (ref.store !== "secrets-manager") throw new PipelineFault(`no Secrets Manager reference: ${ref.store}`);
  return ref;
}
