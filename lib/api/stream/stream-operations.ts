import type { Clock } from "../../core/clock.ts";
import type { DeliveryEditor } from "../../core/delivery/delivery-store.ts";
import { fetched, givenUp } from "../../core/delivery/lifecycle.ts";
import { badCursor } from "../../core/errors.ts";
import { eventUlidOf } from "../../core/ids.ts";
import type { KeptEvent, LogReader } from "../../core/log/log-reader.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import type { SubscriptionRules } from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { signedRequest } from "../../sending/sign.ts";
import { USER_AGENT } from "../../sending/user-agent.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { conflict } from "../http/refusals.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import { markOf, marksIn, streamCursor } from "./stream-cursor.ts";
import { type StreamPage, streamPage } from "./stream-page.ts";
import type { streamRoutes } from "./stream-routes.ts";

export interface StreamPorts {
  log: Pick<LogReader, "listDeliveries" | "getDeliveries" | "getEvents">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  editor: DeliveryEditor;
  rules: Pick<SubscriptionRules<Dialect>, "dialect">;
  sign: ReturnType<typeof signedRequest>;
  now: Clock;
}

type OwnSubscription = Subscription & TenantRef;

/** An event may have 256 KiB of data, so only a few are in memory at a time. */
const EVENTS_AT_ONCE = 8;

/**
 * A page leaves out waiting deliveries without an event. These are the number of reads to fill it, and the size of a
 * further read.
 */
const MAX_LOOKS = 5;
const FURTHER = 250;

/** Far longer than a request can take. */
const ABANDONED_MS = 24 * 3_600_000;

const WAITING = { states: ["pending"], order: "oldest" } as const;

/**
 * The waiting deliveries of a pull subscription, oldest first, as they would be POSTed now. `after` confirms the
 * deliveries on the page that it ends: they become `delivered`. A delivery that was shown but not confirmed is shown
 * again.
 */
export function streamOperations({
  log,
  subscriptions,
  editor,
  rules,
  sign,
  now,
}: StreamPorts): Operations<typeof streamRoutes> {
  async function fill(page: StreamPage, subscription: OwnSubscription, taken: Set<string>): Promise<void> {
    let place: string | undefined;
    for (let look = 0; look < MAX_LOOKS; look++) {
      // Further reads are larger: small reads would never get past many deliveries that are left out.
      const asked = { limit: look === 0 ? page.room() + taken.size : FURTHER, after: place };
      const { items, next } = await log.listDeliveries(subscriptionKeyOf(subscription), WAITING, asked);
      const rows = await stillWaiting(items);
      const shown = rows.filter(({ id }) => !taken.has(markOf(id)));
      await take(rows.filter(({ id }) => taken.has(markOf(id))));
      await show(page, subscription, shown);
      if (page.room() === 0 || next === undefined) return;
      place = next;
    }
  }

  /** Lists lag behind the rows: they may contain deliveries that were taken a moment ago. */
  async function stillWaiting(listed: Delivery[]): Promise<Delivery[]> {
    if (listed.length === 0) return [];
    const rows = await log.getDeliveries(listed.map(({ id }) => id));
    return listed.flatMap(({ id }) => rows.get(id) ?? []).filter(({ state }) => state === "pending");
  }

  /** A delivery that is cancelled at the same time stays cancelled. */
  async function take(rows: Delivery[]): Promise<void> {
    const changes = rows.flatMap((before) => {
      const after = fetched(before, now());
      return after ? [{ before, after }] : [];
    });
    if (changes.length > 0) await editor.replaceDeliveries(changes);
  }

  /**
   * Gives up deliveries whose event has had no row for a day: the request that brought the event failed. They would hide
   * the rest of the stream. If the request is sent again, `ingest` renews them.
   */
  async function giveUp(rows: Delivery[]): Promise<void> {
    const old = rows.filter(({ updatedAt }) => Date.parse(updatedAt) + ABANDONED_MS <= now());
    const changes = old.flatMap((before) => {
      const after = givenUp(before, now());
      return after ? [{ before, after }] : [];
    });
    if (changes.length > 0) await editor.replaceDeliveries(changes);
  }

  /** A delivery whose event has no row keeps waiting for a day: perhaps the event is still being accepted. */
  async function show(page: StreamPage, subscription: OwnSubscription, rows: Delivery[]): Promise<void> {
    for (let at = 0; at < rows.length && page.room() > 0; at += EVENTS_AT_ONCE) {
      const some = rows.slice(at, at + EVENTS_AT_ONCE);
      const events = await log.getEvents(subscription, some.map(eventUlidOf));
      await giveUp(some.filter((row) => !events.has(eventUlidOf(row))));
      for (const row of some) {
        const event = events.get(eventUlidOf(row));
        if (event && event.contentErasedAt === undefined && page.room() > 0) {
          page.add(row.id, await rendered(row, event, subscription));
        }
      }
    }
  }

  async function rendered(
    { id, createdAt, attempts }: Delivery,
    event: KeptEvent,
    subscription: Subscription,
  ): Promise<string> {
    const task = { event, deliveryId: id, attempt: attempts + 1 };
    const { headers, body } = await sign(task, subscription, rules.dialect(subscription));
    const what = { deliveryId: id, eventId: event.id, type: event.type, createdAt };
    // Every dialect makes its body from UTF-8 text, so the body loses nothing as a string.
    return JSON.stringify({ ...what, headers: { "user-agent": USER_AGENT, ...headers }, body: body.toString() });
  }

  return {
    readStream: async ({ query: { limit, after }, ...request }) => {
      const subscription = await findSubscription(subscriptions, request);
      requirePulled(subscription);
      const taken = after === undefined ? new Set<string>() : marksIn(after, subscription.id);
      if (!taken) throw badCursor();
      const page = streamPage(limit);
      await fill(page, { ...subscription, incarnation: request.incarnation }, taken);
      const next = streamCursor(subscription.id, page.deliveryIds);
      return jsonAnswer(200, `{"data":[${page.texts.join()}],"next":${JSON.stringify(next)}}`);
    },
  };
}

function requirePulled({ pull, active }: Subscription): void {
  if (!pull) throw conflict("The subscription isn't a pull subscription: its deliveries are POSTed to its URL.");
  if (!active) throw conflict("The subscription is inactive.");
}
