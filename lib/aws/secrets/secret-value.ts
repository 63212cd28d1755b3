import { PipelineFault } from "../../core/errors.ts";
import { orFault } from "../kit/sdk-errors.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { vaultCalls } from "./vault.ts";

/**
 * Reads the text of a secret.
 *
 * @param secretId name or ARN
 * @param versionId the version to read; the current one by default
 */
export async function secretValue(caller: ServiceCaller, secretId: string, versionId?: string): Promise<string> {
  const ask = vaultCalls(caller);
  const asked = { SecretId: secretId, ...(versionId !== undefined && { VersionId: versionId }) };
  const { SecretString } = await orFault("reading a secret failed", () => ask("GetSecretValue", asked));
  if (SecretString === undefined) throw new PipelineFault("a secret holds no text");
  return SecretString;
}
