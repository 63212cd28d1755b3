import { memoizedAsync } from "../../core/kit/lru.ts";
import type { HeaderPlace, HeaderSeals } from "../../core/subscription/sealed-headers.ts";
import type { KeyRingReader } from "./key-ring.ts";
import { openValue, ringFor, type SealContext, sealValue } from "./sealed-value.ts";

/** A value takes at most 4 KiB, and usually 100 bytes, so this many fit into `deliver`'s memory. */
const KEPT_VALUES = 2_000;

/**
 * Seals values of headers under the operator's key ring. A sealed text always opens to the same value, so values are
 * cached by their place and their sealed text. The place is part of the key: otherwise the cache would open a text that
 * was copied to another place.
 */
export function sealedHeaders(keyRing: KeyRingReader): HeaderSeals {
  const openCached = memoizedAsync(KEPT_VALUES, async (key) => {
    const [sealed = "", ...context] = key.split("\n");
    return openValue(await ringFor(keyRing, [sealed]), context, sealed);
  });
  return {
    seal: async (place, value) => sealValue(await keyRing.sealing(), headerContext(place), value),
    open: (place, sealed) => openCached([sealed, ...headerContext(place)].join("\n")),
  };
}

export const headerContext = ({ tenantId, subscriptionId, origin, name }: HeaderPlace): SealContext => [
  "header",
  tenantId,
  subscriptionId,
  origin,
  name.toLowerCase(),
];
