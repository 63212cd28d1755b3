import type { OperatorKey } from "../model.ts";

export interface OperatorKeyStore {
  createOperatorKey(key: OperatorKey): Promise<void>;
  /** All operator keys. */
  listOperatorKeys(): Promise<OperatorKey[]>;
  /** Resolves with false if there is no such key. */
  deleteOperatorKey(keyId: string): Promise<boolean>;
  /** Ends the admin keys that were created before this time. A later time stays. */
  endAdminKeys(createdBefore: string): Promise<void>;
}
