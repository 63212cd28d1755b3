import type { OperatorKeyStore } from "../../../lib/core/keys/operator-keys.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryOperatorKeyStore = (world: MemoryWorld): OperatorKeyStore => {
  const { faults, operatorKeys, adminKeys } = world;
  return {
    createOperatorKey: async (key, audit) =>
      faults.call("createOperatorKey", () => {
        operatorKeys.put(key.id, key);
        keepAudit(world, audit);
      }),
    listOperatorKeys: async () => faults.call("listOperatorKeys", () => operatorKeys.values()),
    deleteOperatorKey: async (keyId, audit) =>
      faults.call("deleteOperatorKey", () => {
        if (!operatorKeys.delete(keyId)) return false;
        keepAudit(world, audit);
        return true;
      }),
    endAdminKeys: async (createdBefore, audit) =>
      faults.call("endAdminKeys", () => {
        if (createdBefore <= (adminKeys.endedBefore ?? "")) return;
        adminKeys.endedBefore = createdBefore;
        keepAudit(world, audit);
      }),
  };
};
