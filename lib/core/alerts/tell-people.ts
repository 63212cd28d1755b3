import type { Clock } from "../clock.ts";
import type { People } from "./alert-routes.ts";
import type { AlertOutbox } from "./alert-store.ts";
import { alertMessage, type MessageLinks } from "./message.ts";
import { markTold, type Untold } from "./untold.ts";

export interface PeoplePorts {
  outbox: AlertOutbox;
  /** Undefined if the operator's people get no messages. */
  people: People | undefined;
  links: MessageLinks;
  now: Clock;
}

const SECOND_MS = 1_000;

/** A message waits this long after its oldest alert, so that endpoints that fail at the same time are in one message. */
const GATHER_MS = 60 * SECOND_MS;

/** However much happens, people get at most one message in this time. */
const BETWEEN_MESSAGES_MS = 600 * SECOND_MS;

/**
 * Tells people of all alerts in one message. The message is claimed before it is sent. If it can't be sent after that,
 * its alerts are in the next one.
 */
export function tellPeople({ outbox, people, links, now }: PeoplePorts) {
  return async function tell(untold: readonly Untold[]): Promise<void> {
    if (untold.length === 0) return;
    const nowMs = now();
    const peopleAt = new Date(nowMs).toISOString();
    if (people) {
      if (isGathering(untold, nowMs) || !(await claimed(nowMs, peopleAt))) return;
      await people.sendMessage(alertMessage(untold, links));
    }
    await markTold(outbox, untold, { peopleAt });
  };

  async function claimed(nowMs: number, nowIso: string): Promise<boolean> {
    const lastAt = await outbox.lastMessageAt();
    if (lastAt !== undefined && nowMs - Date.parse(lastAt) < BETWEEN_MESSAGES_MS) return false;
    return outbox.claimMessage(lastAt, nowIso);
  }
}

const isGathering = (untold: readonly Untold[], nowMs: number): boolean =>
  nowMs - Math.min(...untold.map(({ alert }) => Date.parse(alert.at))) < GATHER_MS;
