import type { OperatorKeyStore } from "../../../lib/core/keys/operator-keys.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryOperatorKeyStore = ({ faults, operatorKeys, adminKeys }: MemoryWorld): OperatorKeyStore => ({
  createOperatorKey: async (key) => faults.call("createOperatorKey", () => operatorKeys.put(key.id, key)),
  listOperatorKeys: async () => faults.call("listOperatorKeys", () => operatorKeys.values()),
  deleteOperatorKey: async (keyId) => faults.call("deleteOperatorKey", () => operatorKeys.delete(keyId)),
  endAdminKeys: async (createdBefore) =>
    faults.call("endAdminKeys", () => {
      if (createdBefore > (adminKeys.endedBefore ?? "")) adminKeys.endedBefore = createdBefore;
    }),
});
