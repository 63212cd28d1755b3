import type { AuditEntry } from "../audit/audit-entry.ts";
import type { OperatorKey } from "../model/api-key.ts";

/** Stores the operator's keys. The write of each change stores its audit entry too. */
export interface OperatorKeyStore {
  createOperatorKey(key: OperatorKey, audit?: AuditEntry): Promise<void>;
  /** All operator keys. */
  listOperatorKeys(): Promise<OperatorKey[]>;
  /** Resolves with false if there is no such key. */
  deleteOperatorKey(keyId: string, audit?: AuditEntry): Promise<boolean>;
  /** Ends the admin keys that were created before this time. A later time stays, and there is no entry. */
  endAdminKeys(createdBefore: string, audit?: AuditEntry): Promise<void>;
}
