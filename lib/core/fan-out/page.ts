import { isEventHead, isText } from "../delivery/task.ts";
import { decodedMessage, messageEncoder } from "../kit/raw-message.ts";
import type { Event } from "../model/event.ts";
import type { TenantRef } from "../model/tenant.ts";

/** A message of the fan-out queue: an event, and some of the subscriptions that may get it. */
export interface FanOutPage extends Pick<TenantRef, "incarnation"> {
  event: Event;
  subscriptionIds: string[];
  /** It isn't decided yet whether the subscriptions match. Without it, all of them match, and wait for their delivery. */
  undecided?: true;
}

/**
 * The most subscriptions in one page. Sending 2,000 deliveries of the largest events takes about ten seconds. The ids
 * take 68 KB, so a page is far smaller than SQS's limit of 1 MiB.
 */
export const PAGE_SIZE = 2_000;

/** Cuts subscriptions into pages. */
export function* pagesOf({ subscriptionIds, ...page }: FanOutPage, size: number = PAGE_SIZE): Generator<FanOutPage> {
  for (let at = 0; at < subscriptionIds.length; at += size) {
    yield { ...page, subscriptionIds: subscriptionIds.slice(at, at + size) };
  }
}

/** Makes a function that encodes pages as SQS message bodies. It is quick with successive pages of the same event. */
export function pageEncoder(): (page: FanOutPage) => string {
  const encode = messageEncoder();

  return function encodeNext({ event: { data, ...event }, ...page }) {
    return encode({ ...page, event }, data);
  };
}

/** Decodes a message body. Returns undefined if the body isn't a page. */
export function decodePage(body: string): FanOutPage | undefined {
  const decoded = decodedMessage<PageHead>(body, isPageHead);
  if (!decoded) return undefined;
  const { event, incarnation, subscriptionIds, undecided } = decoded.head;
  return { event: { ...event, data: decoded.data }, incarnation, subscriptionIds, ...(undecided && { undecided }) };
}

interface PageHead extends Omit<FanOutPage, "event"> {
  event: Omit<Event, "data">;
}

function isPageHead(value: object): boolean {
  const { event, incarnation, subscriptionIds } = value as PageHead;
  return isEventHead(event) && isText(incarnation) && Array.isArray(subscriptionIds) && subscriptionIds.every(isText);
}
