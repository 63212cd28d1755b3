import { AwsError } from "../aws-error.ts";
import type { AwsCaller } from "../backend.ts";
import { generateSecretString } from "./generated-secret.ts";

/** The source of a new secret's value. Without `generate` and `value`, the value is random. */
export interface SecretSource {
  /** A resolved `GenerateSecretString` property. */
  generate?: Record<string, unknown> | undefined;
  value?: string | undefined;
}

/** Creates a secret, or keeps an existing one. Resolves with the secret's ARN and current value. */
export async function ensureSecret(
  secrets: AwsCaller,
  name: string,
  { generate = {}, value }: SecretSource,
): Promise<{ arn: string; value: string }> {
  const existing = await read(secrets, name);
  if (existing) return existing;
  const created = value ?? generateSecretString(generate);
  const { ARN } = await secrets("CreateSecret", { Name: name, SecretString: created });
  return { arn: String(ARN), value: created };
}

async function read(secrets: AwsCaller, name: string): Promise<{ arn: string; value: string } | undefined> {
  try {
    const { ARN, SecretString } = await secrets("GetSecretValue", { SecretId: name });
    return { arn: String(ARN), value: String(SecretString) };
  } catch (error) {
    if (error instanceof AwsError && error.type === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
