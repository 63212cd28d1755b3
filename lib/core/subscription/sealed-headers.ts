import { PipelineFault } from "../errors.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import { MASKED } from "./custom-headers.ts";
import { subscriptionKeyOf } from "./subscription-store.ts";

/** Where the value of a sensitive header belongs. A sealed value opens in this place only. */
export interface HeaderPlace extends SubscriptionKey {
  /** Scheme, host and port of the URL that the value was given for. */
  origin: string;
  /** The header's name, in any case. */
  name: string;
}

/** Encrypts the values of sensitive headers. */
export interface HeaderSeals {
  /** Seals a value. Two calls never resolve with the same text. */
  seal(place: HeaderPlace, value: string): Promise<string>;
  /** Opens a sealed value. Rejects with a `PipelineFault` if it was sealed for another place, or was changed. */
  open(place: HeaderPlace, sealed: string): Promise<string>;
}

/**
 * A subscription whose sensitive headers are sealed: `headers` has the mask in place of each value, and
 * `sealedHeaders` the sealed value. What is sealed already stays as it is.
 */
export async function withSealedHeaders(
  seals: Pick<HeaderSeals, "seal">,
  subscription: Subscription,
): Promise<Subscription> {
  const sealed = Object.fromEntries(
    await Promise.all(
      sensitiveEntries(subscription).map(async ([name, value]): Promise<[string, string]> => {
        const before = value === MASKED ? sealedIn(subscription, name) : undefined;
        return [name, before ?? (await seals.seal(placeOf(subscription, name), value))];
      }),
    ),
  );
  const names = Object.keys(sealed);
  const masks = Object.fromEntries(names.map((name) => [name, MASKED]));
  const { sealedHeaders: _before, ...rest } = subscription;
  return names.length === 0 ? rest : { ...rest, headers: { ...subscription.headers, ...masks }, sealedHeaders: sealed };
}

/**
 * A subscription with the values of its sensitive headers, as a POST needs them. Rejects with a `PipelineFault` if a
 * value doesn't open: a POST without the header, or with the mask, must not go out.
 *
 * @param except names, in lower case, of headers that stay masked
 */
export async function withOpenHeaders(
  seals: Pick<HeaderSeals, "open">,
  subscription: Subscription,
  except: ReadonlySet<string> = new Set(),
): Promise<Subscription> {
  const { sealedHeaders = {}, sensitiveHeaders = [], ...rest } = subscription;
  // A sealed value is hidden whatever the row's list says: another list must not show it.
  const unlisted = Object.keys(sealedHeaders).filter((name) => !listed(sensitiveHeaders, name));
  const hidden = [...sensitiveHeaders, ...unlisted];
  if (hidden.length === 0) return subscription;
  const masked = sensitiveEntries({ ...rest, sensitiveHeaders: hidden }).filter(
    ([name, value]) => value === MASKED && !except.has(name.toLowerCase()),
  );
  const open = await Promise.all(
    masked.map(async ([name]): Promise<[string, string]> => {
      const sealed = sealedIn(subscription, name);
      if (sealed === undefined) throw new PipelineFault("a sensitive header has no sealed value");
      return [name, await seals.open(placeOf(subscription, name), sealed)];
    }),
  );
  return { ...rest, headers: { ...rest.headers, ...Object.fromEntries(open) }, sensitiveHeaders: hidden };
}

/** The sensitive headers with their values. A row that was written before values were sealed has them in clear. */
function sensitiveEntries({ headers, sensitiveHeaders = [] }: Pick<Subscription, "headers" | "sensitiveHeaders">) {
  return Object.entries(headers).filter(([name]) => listed(sensitiveHeaders, name));
}

const listed = (names: readonly string[], name: string): boolean =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

const sealedIn = ({ sealedHeaders = {} }: Pick<Subscription, "sealedHeaders">, name: string): string | undefined =>
  Object.hasOwn(sealedHeaders, name) ? sealedHeaders[name] : undefined;

/** The place of a sensitive header of a subscription. */
export const placeOf = (subscription: Subscription, name: string): HeaderPlace => ({
  ...subscriptionKeyOf(subscription),
  origin: URL.parse(subscription.url)?.origin ?? "",
  name,
});
