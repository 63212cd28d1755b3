import type { RowKey } from "../table.ts";
import { API_KEY_PREFIX } from "./api-key-keys.ts";

/**
 * The operator's keys share a partition, which serves 3,000 strongly consistent reads a second. API Gateway lets 1,000
 * requests a second pass.
 */
export const OPERATOR_PK = "OPERATOR";
const ADMIN_KEY_SK = "ADMIN";
export const operatorKeyKey = (keyId: string): RowKey => ({ pk: OPERATOR_PK, sk: API_KEY_PREFIX + keyId });
export const isOperatorKeyKey = ({ pk, sk }: RowKey): boolean => pk === OPERATOR_PK && sk.startsWith(API_KEY_PREFIX);

/** The row that says which admin keys no longer work. */
export const adminKeyKey = (): RowKey => ({ pk: OPERATOR_PK, sk: ADMIN_KEY_SK });
export const isAdminKeyKey = ({ pk, sk }: RowKey): boolean => pk === OPERATOR_PK && sk === ADMIN_KEY_SK;

/** The row of the latest job on the key ring. */
export const keyRingJobKey = (): RowKey => ({ pk: OPERATOR_PK, sk: "KEY-RING" });
