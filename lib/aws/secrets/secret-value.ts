import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";
import { PipelineFault } from "../../core/errors.ts";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";
import { type ServiceCaller, serviceWire } from "../kit/service-wire.ts";

interface VaultCalls {
  GetSecretValue: { input: GetSecretValueCommandInput; output: Pick<GetSecretValueCommandOutput, "SecretString"> };
}

const SECRETS_MANAGER = {
  host: "secretsmanager",
  prefix: "secretsmanager",
  variable: "AWS_ENDPOINT_URL_SECRETS_MANAGER",
} as const;

/**
 * Reads the text of a secret.
 *
 * @param secretId name or ARN
 * @param versionId the version to read; the current one by default
 */
export async function secretValue(caller: ServiceCaller, secretId: string, versionId?: string): Promise<string> {
  const call = serviceWire<VaultCalls>(caller, SECRETS_MANAGER);
  let text: string | undefined;
  const read = patiently(async ([asked]: GetSecretValueCommandInput[]): Promise<GetSecretValueCommandInput[]> => {
    text = (await call("GetSecretValue", asked ?? { SecretId: secretId })).SecretString;
    return [];
  });
  const asked = { SecretId: secretId, ...(versionId !== undefined && { VersionId: versionId }) };
  await orFault("reading a secret failed", () => retryLeftovers<GetSecretValueCommandInput>([asked], read));
  if (text === undefined) throw new PipelineFault("a secret holds no text");
  return text;
}
