import type { Event } from "../core/model/event.ts";
import type { Subscription } from "../core/model/subscription.ts";
import { HOP_HEADER } from "../core/subscription/hop.ts";
import {
  ATTEMPT_HEADER,
  DELIVERY_ID_HEADER,
  SUBSCRIPTION_ID_HEADER,
  TEST_HEADER,
} from "../core/subscription/own-headers.ts";
import type { Dialect } from "../dialects/dialect.ts";

/** One POST of a delivery. */
export interface PostTask {
  event: Event;
  deliveryId: string;
  /** The number of the attempt, in all runs of the delivery. */
  attempt: number;
  /** The event is an example, made for a test send. */
  test?: true | undefined;
}

/** Posthorn's own headers of a POST. They are not signed. */
export function ownHeaders(
  { deliveryId, attempt, test }: Omit<PostTask, "event">,
  { id, posthornHeaders }: Pick<Subscription, "id" | "posthornHeaders">,
  dialect: Pick<Dialect, "posthornHeaders">,
  hop: string,
): Record<string, string> {
  const values: Record<string, string> = {
    [DELIVERY_ID_HEADER]: deliveryId,
    [ATTEMPT_HEADER]: String(attempt),
    [SUBSCRIPTION_ID_HEADER]: id,
  };
  const sent = posthornHeaders === false ? [] : dialect.posthornHeaders;
  const identifying = Object.fromEntries(sent.map((name) => [name, values[name] ?? ""]));
  return { ...identifying, ...(test && { [TEST_HEADER]: "true" }), [HOP_HEADER]: hop };
}
