import type { DialectStore } from "../../../lib/dialects/definition.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryDialectStore = ({ faults, dialects }: MemoryWorld): DialectStore => ({
  createDialect: async (dialect) =>
    faults.call("createDialect", () => {
      if (dialects.get(dialect.name)) return false;
      dialects.put(dialect.name, dialect);
      return true;
    }),
  getDialect: async (name) => faults.call("getDialect", () => dialects.get(name)),
  listDialects: async () =>
    faults.call("listDialects", () => dialects.values().sort((a, b) => (a.name < b.name ? -1 : 1))),
});
