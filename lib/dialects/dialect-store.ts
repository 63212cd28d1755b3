import type { AuditEntry } from "../core/audit/audit-entry.ts";
import type { RegisteredDialect } from "./definition.ts";

/** Stores the dialects that the operator registered. */
export interface DialectStore {
  /** Returns false if the name is taken. */
  createDialect(dialect: RegisteredDialect, audit?: AuditEntry): Promise<boolean>;
  getDialect(name: string): Promise<RegisteredDialect | undefined>;
  /** Returns all dialects, sorted by name. */
  listDialects(): Promise<RegisteredDialect[]>;
}
