import type { EventRef } from "../model/event.ts";

/**
 * Notes about subscriptions that may get a delivery of an event although the event's record doesn't list them. An
 * erasure must find them too. So a function that sends such a delivery does three things, in this order:
 *
 * 1. It writes a note.
 * 2. It reads whether the event is erased. If so, it sends nothing.
 * 3. It sends the delivery.
 *
 * An erasure marks the event first, and reads the notes afterwards. So either the erasure sees the note, or the sender
 * sees the erasure. A sender that lists its match in the event's record before it sends needs no note.
 */
export interface UnlistedRecipients {
  /** Writes notes. Writing them again is harmless. */
  noteRecipients(notes: readonly RecipientNote[]): Promise<void>;
  /** The subscriptions in an event's notes, strongly consistent. The list may contain `EVERY_SUBSCRIPTION`. */
  listRecipients(event: EventRef): Promise<string[]>;
}

export interface RecipientNote extends EventRef {
  /** A subscription's id, or `EVERY_SUBSCRIPTION`. */
  subscriptionId: string;
}

/** Stands for all subscriptions of the tenant. */
export const EVERY_SUBSCRIPTION = "*";
