import { randomUUID } from "node:crypto";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { HeaderPlace, HeaderSeals } from "../../../lib/core/subscription/sealed-headers.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Keeps values beside the rows. A sealed value names its place, and opens there only. */
export const memorySeals = ({ faults, secrets }: MemoryWorld): HeaderSeals => ({
  seal: async (place, value) =>
    faults.call("sealHeader", () => {
      const sealed = `${placeText(place)}/${randomUUID()}`;
      secrets.set(sealed, value);
      return sealed;
    }),
  open: async (place, sealed) =>
    faults.call("openHeader", () => {
      const value = sealed.startsWith(`${placeText(place)}/`) ? secrets.get(sealed) : undefined;
      if (value === undefined) throw new PipelineFault("a sealed value does not open");
      return value;
    }),
});

const placeText = ({ tenantId, subscriptionId, origin, name }: HeaderPlace): string =>
  JSON.stringify([tenantId, subscriptionId, origin, name.toLowerCase()]);
