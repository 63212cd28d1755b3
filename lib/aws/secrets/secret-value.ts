import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";
import { PipelineFault } from "../../core/errors.ts";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";
import { type ServiceCaller, serviceWire } from "../kit/service-wire.ts";

/** A version of a secret. */
export interface StoredSecret extends Pick<GetSecretValueCommandOutput, "SecretString"> {
  /** In epoch seconds. */
  CreatedDate?: number;
}

interface VaultCalls {
  GetSecretValue: { input: GetSecretValueCommandInput; output: StoredSecret };
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
  const asked = { SecretId: secretId, ...(versionId !== undefined && { VersionId: versionId }) };
  const { SecretString } = await orFault("reading a secret failed", () => storedSecret(caller, asked));
  if (SecretString === undefined) throw new PipelineFault("a secret holds no text");
  return SecretString;
}

/** Reads a version of a secret. Throws the exception that Secrets Manager names. */
export async function storedSecret(caller: ServiceCaller, asked: GetSecretValueCommandInput): Promise<StoredSecret> {
  const call = serviceWire<VaultCalls>(caller, SECRETS_MANAGER);
  let version: StoredSecret = {};
  const read = patiently<GetSecretValueCommandInput>(async () => {
    version = await call("GetSecretValue", asked);
    return [];
  });
  await retryLeftovers([asked], read);
  return version;
}
