import type { AuditLog } from "../../../core/audit/audit-store.ts";
import { auditWrites } from "../audit-rows.ts";
import { transact } from "../driver/transact.ts";
import type { LogTable } from "../rows.ts";

/** Writes entries of changes that other stores can't write with the change. */
export const dynamoAuditLog = (table: LogTable): AuditLog => ({
  appendEntry: async (entry) => void (await transact(table, auditWrites(table, entry))),
});
