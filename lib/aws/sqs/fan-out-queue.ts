import type { FanOutQueue } from "../../core/fan-out/fan-out-queue.ts";
import { type FanOutPage, pageEncoder } from "../../core/fan-out/page.ts";
import { messageSender, type OutgoingMessage } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/** Sends pages to the fan-out queue. */
export function sqsFanOutQueue(client: SqsCaller, queueUrl: string): FanOutQueue {
  const send = messageSender(client, queueUrl);
  return { sendPages: (pages) => send(messagesOf(pages)) };
}

function* messagesOf(pages: Iterable<FanOutPage>): Generator<OutgoingMessage> {
  const encode = pageEncoder();
  for (const page of pages) yield { body: encode(page), groupId: groupOf(page) };
}

/**
 * Tenants don't delay one another, and a tenant's slow filters don't delay its other events. A tenant's id has no colon.
 */
const groupOf = ({ event: { tenantId }, undecided }: FanOutPage): string =>
  undecided ? `${tenantId}:undecided` : tenantId;
