import { encodeKeyRingSlice } from "../../../lib/core/key-ring/key-ring-message.ts";
import type { KeyRingJobStore, KeyRingQueue, SealedPartsWriter } from "../../../lib/core/key-ring/key-ring-ports.ts";
import type { Faults } from "./fault-plan.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { MemoryWorld } from "./memory-world.ts";

const JOB = "job";

export const memoryKeyRingJobStore = (world: MemoryWorld): KeyRingJobStore => ({
  getJob: async () => world.faults.call("getKeyRingJob", () => world.keyRingJob.get(JOB)),
  putJob: async (job, version, audit) =>
    world.faults.call("putKeyRingJob", () => {
      if (world.keyRingJob.get(JOB)?.version !== version) return false;
      world.keyRingJob.put(JOB, job);
      keepAudit(world, audit);
      return true;
    }),
});

export const memoryKeyRingQueue = (queue: MemoryQueue, faults: Faults): KeyRingQueue => ({
  sendSlice: async (slice, delaySeconds) =>
    faults.call("sendKeyRingSlice", () => void queue.send(encodeKeyRingSlice(slice), undefined, delaySeconds)),
});

/** The ports of a key ring's job, with a ring of two keys. */
export const memoryKeyRingPorts = (world: MemoryWorld, queue: MemoryQueue) => ({
  jobs: memoryKeyRingJobStore(world),
  slices: memoryKeyRingQueue(queue, world.faults),
  sealedParts: memorySealedPartsWriter(world),
  editor: {
    addKey: async () => ({ current: "k2", all: ["k1", "k2"] }),
    dropOldKeys: async () => ({ current: "k2", all: ["k2"] }),
  },
  resealer: { resealWith: async () => () => ({ unreadable: false }) },
});

export const memorySealedPartsWriter = ({ faults, subscriptions }: MemoryWorld): SealedPartsWriter => ({
  replaceSealed: async (read, parts, nowIso) =>
    faults.call("replaceSealed", () => {
      const key = `${read.tenantId}/${read.id}`;
      const before = subscriptions.get(key);
      if (!before || before.updatedAt !== read.updatedAt || before.resealedAt !== read.resealedAt) return false;
      subscriptions.put(key, { ...before, ...parts, resealedAt: nowIso });
      return true;
    }),
});
