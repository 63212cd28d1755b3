import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type ServiceOperation } from "../service.ts";
import type { Secret, SecretStore } from "./secret-store.ts";

const deleteInput = z.object({
  SecretId: z.string(),
  RecoveryWindowInDays: z.number().int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

const DAY_MS = 86_400_000;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export function deletionOperations(
  store: SecretStore,
  newArn: (name: string) => string,
): Record<string, ServiceOperation> {
  /** A forced deletion also succeeds for a secret that does not exist. */
  function deleteAtOnce(id: string): object {
    const secret = store.find(id);
    if (secret) store.deleteSecret(secret.arn);
    return deleted(secret ?? { arn: newArn(id), name: id }, Date.now());
  }

  function markForDeletion(id: string, days: number): object {
    const secret = existing(store, id);
    if (secret.deleteAt !== undefined) {
      const text = "You tried to perform the operation on a secret that's currently marked deleted.";
      throw new AwsError("InvalidRequestException", text);
    }
    const deleteAt = Date.now() + days * DAY_MS;
    store.putSecret({ ...secret, deleteAt });
    return deleted(secret, deleteAt);
  }

  return {
    DeleteSecret: operation(deleteInput, ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery: force }) => {
      checkWindow(RecoveryWindowInDays, force);
      return force ? deleteAtOnce(SecretId) : markForDeletion(SecretId, RecoveryWindowInDays ?? 30);
    }),
    RestoreSecret: operation(z.object({ SecretId: z.string() }), ({ SecretId }) => {
      const secret = existing(store, SecretId);
      store.putSecret({ ...secret, deleteAt: undefined });
      return { ARN: secret.arn, Name: secret.name };
    }),
  };
}

function checkWindow(days: number | undefined, force: boolean): void {
  if (days === undefined) return;
  if (force) {
    const text = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    throw new AwsError("InvalidParameterException", text);
  }
  if (days >= 7 && days <= 30) return;
  const text = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).";
  throw new AwsError("InvalidParameterException", text);
}

function existing(store: SecretStore, id: string): Secret {
  const secret = store.find(id);
  if (secret) return secret;
  throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

const deleted = ({ arn, name }: Pick<Secret, "arn" | "name">, atMs: number): object => ({
  ARN: arn,
  Name: name,
  DeletionDate: atMs / 1000,
});
