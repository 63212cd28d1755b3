import type { Clock } from "../../core/clock.ts";
import type { DeliveryEditor } from "../../core/delivery/delivery-store.ts";
import { fetched } from "../../core/delivery/lifecycle.ts";
import { badCursor } from "../../core/errors.ts";
import type { KeptEvent, LogReader } from "../../core/log/log-reader.ts";
import type { Delivery, Subscription } from "../../core/model.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { signedRequest } from "../../sending/sign.ts";
import { USER_AGENT } from "../../sending/user-agent.ts";
import type { Operation } from "../http/guards.ts";
import { readPage } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { conflict, notFound } from "../http/requests.ts";
import type { SubscriptionRules } from "../subscriptions/subscription-rules.ts";
import { markOf, marksIn, streamCursor } from "./stream-cursor.ts";
import { type StreamPage, streamPage } from "./stream-page.ts";

export interface StreamPorts {
  log: Pick<LogReader, "listDeliveries" | "getDeliveries" | "getEvents">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  editor: DeliveryEditor;
  rules: Pick<SubscriptionRules, "dialect">;
  sign: ReturnType<typeof signedRequest>;
  now: Clock;
}

/** Events hold up to 256 KiB: some at a time. */
const EVENTS_AT_ONCE = 8;

/** Of those that wait some may be left out, as their event is not there: so often we look further. */
const MOST_LOOKS = 5;
const FURTHER = 250;

const WAITING = { states: ["pending"], order: "oldest" } as const;

/**
 * The deliveries of a pull subscription that were not taken yet, oldest first, as they would be POSTed now. Those on
 * the page that `after` ends are thereby taken: they are `delivered`. What is shown and not taken is shown again.
 */
export function streamOperation({ log, subscriptions, editor, rules, sign, now }: StreamPorts): Operation {
  return async function stream({ tenantId, id, query }) {
    const { limit, after } = readPage(query);
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: id });
    if (!subscription) throw notFound();
    refuseUnlessPulled(subscription);
    const taken = after === undefined ? new Set<string>() : marksIn(after, id);
    if (!taken) throw badCursor();
    const page = streamPage(limit);
    await fill(page, subscription, taken);
    const next = streamCursor(id, page.deliveryIds);
    return jsonAnswer(200, `{"data":[${page.texts.join()}],"next":${JSON.stringify(next)}}`);
  };

  async function fill(page: StreamPage, subscription: Subscription, taken: Set<string>): Promise<void> {
    const { tenantId, id: subscriptionId } = subscription;
    let place: string | undefined;
    for (let look = 0; look < MOST_LOOKS; look++) {
      // The further ones are of more, or a small page would never get past many that are left out.
      const asked = { limit: look === 0 ? page.room() + taken.size : FURTHER, after: place };
      const { items, next } = await log.listDeliveries({ tenantId, subscriptionId }, WAITING, asked);
      const rows = await stillWaiting(items);
      await take(rows.filter(({ id }) => taken.has(markOf(id))));
      await show(
        page,
        subscription,
        rows.filter(({ id }) => !taken.has(markOf(id))),
      );
      if (page.room() === 0 || next === undefined) return;
      place = next;
    }
  }

  /** Lists lag: what was taken just now may still be in them. */
  async function stillWaiting(listed: Delivery[]): Promise<Delivery[]> {
    if (listed.length === 0) return [];
    const rows = await log.getDeliveries(listed.map(({ id }) => id));
    return listed.flatMap(({ id }) => rows.get(id) ?? []).filter(({ state }) => state === "pending");
  }

  /** One that is cancelled at the same time stays so. */
  async function take(rows: Delivery[]): Promise<void> {
    const changes = rows.flatMap((before) => {
      const after = fetched(before, now());
      return after ? [{ before, after }] : [];
    });
    if (changes.length > 0) await editor.replaceDeliveries(changes);
  }

  /** An event that is not there is about to be accepted, or never was: its delivery waits on. */
  async function show(page: StreamPage, subscription: Subscription, rows: Delivery[]): Promise<void> {
    for (let at = 0; at < rows.length && page.room() > 0; at += EVENTS_AT_ONCE) {
      const some = rows.slice(at, at + EVENTS_AT_ONCE);
      const events = await log.getEvents(
        subscription.tenantId,
        some.map(({ eventId }) => eventId),
      );
      for (const row of some) {
        const event = events.get(row.eventId);
        if (event && event.contentErasedAt === undefined && page.room() > 0) {
          page.add(row.id, await rendered(row, event, subscription));
        }
      }
    }
  }

  async function rendered({ id, createdAt }: Delivery, event: KeptEvent, subscription: Subscription): Promise<string> {
    const { headers, body } = await sign({ event, deliveryId: id }, subscription, rules.dialect(subscription));
    const what = { deliveryId: id, eventId: event.id, type: event.type, createdAt };
    // Every body is made of a text, and no text becomes anything but UTF-8: as text it loses nothing.
    return JSON.stringify({ ...what, headers: { "user-agent": USER_AGENT, ...headers }, body: body.toString() });
  }
}

function refuseUnlessPulled({ pull, active }: Subscription): void {
  if (!pull) throw conflict("It is no pull subscription: its deliveries are POSTed to its URL.");
  if (!active) throw conflict("The subscription is switched off.");
}
