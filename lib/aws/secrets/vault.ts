import type {
  CreateSecretCommandInput,
  CreateSecretCommandOutput,
  DeleteSecretCommandInput,
  DeleteSecretCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { type ServiceCaller, serviceWire } from "../kit/service-wire.ts";

/** The SDK would make a token for each call. It keeps the repetition of a call from making another version. */
type WithToken<Input> = Input & { ClientRequestToken: string };

interface VaultCalls {
  CreateSecret: {
    input: WithToken<CreateSecretCommandInput>;
    output: Pick<CreateSecretCommandOutput, "ARN" | "VersionId">;
  };
  PutSecretValue: {
    input: WithToken<PutSecretValueCommandInput>;
    output: Pick<PutSecretValueCommandOutput, "ARN" | "VersionId">;
  };
  DeleteSecret: { input: DeleteSecretCommandInput; output: Pick<DeleteSecretCommandOutput, "ARN"> };
  GetSecretValue: {
    input: GetSecretValueCommandInput;
    /** `CreatedDate` is in epoch seconds. */
    output: Pick<GetSecretValueCommandOutput, "SecretString"> & { CreatedDate?: number };
  };
}

const SECRETS_MANAGER = {
  host: "secretsmanager",
  prefix: "secretsmanager",
  variable: "AWS_ENDPOINT_URL_SECRETS_MANAGER",
} as const;

/**
 * Makes calls to Secrets Manager, up to three times while a failure may pass. Each rejects with the exception that
 * Secrets Manager names.
 */
export function vaultCalls(caller: ServiceCaller) {
  const call = serviceWire<VaultCalls>(caller, SECRETS_MANAGER);

  return async function ask<A extends keyof VaultCalls>(
    action: A,
    input: VaultCalls[A]["input"],
  ): Promise<VaultCalls[A]["output"]> {
    let answer: VaultCalls[A]["output"] = {};
    const once = patiently<VaultCalls[A]["input"]>(async () => {
      answer = await call(action, input);
      return [];
    });
    await retryLeftovers([input], once);
    return answer;
  };
}
