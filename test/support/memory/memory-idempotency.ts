import type { IdempotencyStore } from "../../../lib/core/idempotency.ts";
import { CLAIM_MS, type IdempotencyClaim, KEPT_SECONDS } from "../../../lib/core/idempotency.ts";
import type { MemoryWorld } from "./memory-world.ts";

const keyText = ({ caller, key }: IdempotencyClaim): string => `${caller}/${key}`;

export const memoryIdempotencyStore = ({ faults, idempotency, now }: MemoryWorld): IdempotencyStore => ({
  claim: async (claim) =>
    faults.call("claimKey", () => {
      const found = idempotency.get(keyText(claim));
      const live = found && found.claim.atMs + KEPT_SECONDS * 1000 > now();
      if (live) {
        const { atMs, digest } = found.claim;
        const abandoned = found.sealed === undefined && atMs < claim.atMs - CLAIM_MS && digest === claim.digest;
        const own = found.sealed === undefined && found.claim.id === claim.id;
        if (!abandoned && !own) return { digest, sealed: found.sealed };
      }
      idempotency.put(keyText(claim), { claim });
      return undefined;
    }),
  keep: async (claim, sealed) =>
    faults.call("keepAnswer", () => {
      if (idempotency.get(keyText(claim))?.claim.id === claim.id) idempotency.put(keyText(claim), { claim, sealed });
    }),
  release: async (claim) =>
    faults.call("releaseKey", () => {
      const found = idempotency.get(keyText(claim));
      if (found?.claim.id === claim.id && found.sealed === undefined) idempotency.delete(keyText(claim));
    }),
});
