import { refuse } from "../../core/errors.ts";
import type { NewKey } from "../../core/keys/api-keys.ts";
import type { OperatorKey, Role } from "../../core/model/api-key.ts";

export interface KeyFields {
  name: string;
  role: Role;
  expiresAt?: string | undefined;
}

/** The record of a new key. Throws a 422 `Refusal` if the key would have expired already. */
export function keyRecord({ keyId, secretHash }: NewKey, fields: KeyFields, nowMs: number): OperatorKey {
  const { name, role, expiresAt } = fields;
  const untilMs = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  if (untilMs !== undefined && !(untilMs > nowMs)) {
    refuse([{ path: "/expiresAt", message: "must be in the future" }]);
  }
  const validUntil = untilMs === undefined ? undefined : new Date(untilMs).toISOString();
  return { id: keyId, name, role, secretHash, createdAt: new Date(nowMs).toISOString(), validUntil };
}

/** The place of a key in a list: oldest first. */
export const keyPlace = ({ createdAt, id }: OperatorKey): string => `${createdAt}_${id}`;

export const byPlace = (a: OperatorKey, b: OperatorKey): number => (keyPlace(a) < keyPlace(b) ? -1 : 1);
