import type { DialectStore } from "../../../lib/dialects/dialect-store.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryDialectStore = (world: MemoryWorld): DialectStore => ({
  createDialect: async (dialect, audit) =>
    world.faults.call("createDialect", () => {
      if (world.dialects.get(dialect.name)) return false;
      world.dialects.put(dialect.name, dialect);
      keepAudit(world, audit);
      return true;
    }),
  getDialect: async (name) => world.faults.call("getDialect", () => world.dialects.get(name)),
  listDialects: async () =>
    world.faults.call("listDialects", () => world.dialects.values().sort((a, b) => (a.name < b.name ? -1 : 1))),
});
