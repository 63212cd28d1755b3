import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { STUCK_SECONDS } from "../../core/limits.ts";
import type { DeadLetterDesk, StuckLetter } from "../../core/log/dead-letters.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import type { deadLetterRoutes } from "./dead-letter-routes.ts";

export interface DeadLetterPorts {
  deadLetters: DeadLetterDesk;
  now: Clock;
}

/** The operator's operations on dead letters: messages that failures inside Posthorn left behind. */
export const deadLetterOperations = ({ deadLetters, now }: DeadLetterPorts): Operations<typeof deadLetterRoutes> => ({
  listDeadLetters: async ({ query }) => jsonAnswer(200, pageView(await deadLetters.listLetters(query), deadLetterView)),

  /**
   * Records the request. `settle` redrives each letter when it next receives the letter's message, because only the
   * function that has received a message can move it.
   */
  redriveDeadLetters: async (request) => {
    const redriveAt = new Date(now()).toISOString();
    const resource = { type: "dead-letters", id: "*" } as const;
    const audit = auditEntry(request, { action: "redriveDeadLetters", resource, after: { redriveAt } }, now());
    await deadLetters.requestRedrive(redriveAt, audit);
    const { readable, unreadable } = await deadLetters.countLetters();
    return jsonAnswer(202, { count: readable, unreadable, redriveAt, withinSeconds: STUCK_SECONDS });
  },
});

function deadLetterView(letter: StuckLetter) {
  const { messageId, reason, deliveryId, tenantId, subscriptionId, sentAt, since, sentAgain, nextSendAt } = letter;
  return { messageId, reason, deliveryId, tenantId, subscriptionId, sentAt, since, sentAgain, nextSendAt };
}
