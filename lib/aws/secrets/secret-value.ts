import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PipelineFault } from "../../core/errors.ts";
import { orFault } from "../kit/sdk-errors.ts";

/**
 * Reads the text of a secret.
 *
 * @param secretId name or ARN
 * @param versionId the version to read; the current one by default
 */
export async function secretValue(client: SecretsManagerClient, secretId: string, versionId?: string): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
  const { SecretString } = await orFault("reading a secret failed", () => client.send(command));
  if (SecretString === undefined) throw new PipelineFault("a secret holds no text");
  return SecretString;
}
