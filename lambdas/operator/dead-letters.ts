import { letterView, redriveSchema } from "../../lib/contract/dead-letters.ts";
import type { Operation } from "../../lib/contract/guards.ts";
import { pageView, readPage } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { checked } from "../../lib/contract/schema.ts";
import type { DeadLetterDesk } from "../../lib/core/dead-letters.ts";
import { STUCK_SECONDS } from "../../lib/core/limits.ts";
import type { Clock } from "../../lib/core/ports.ts";

export interface DeadLetterPorts {
  deadLetters: DeadLetterDesk;
  now: Clock;
}

/** What a fault of ours left in the dead-letter queue, and its way back. */
export function deadLetterOperations({ deadLetters, now }: DeadLetterPorts) {
  const list: Operation = async ({ query }) =>
    jsonAnswer(200, pageView(await deadLetters.listLetters(readPage(query)), letterView));

  /** Only asked for: `settle` does it when it next looks at each of them, for only who receives a letter can move it. */
  const redrive: Operation = async ({ json }) => {
    checked(redriveSchema, json({}));
    const redriveAt = new Date(now()).toISOString();
    await deadLetters.requestRedrive(redriveAt);
    const { readable, unreadable } = await deadLetters.countLetters();
    return jsonAnswer(202, { count: readable, unreadable, redriveAt, withinSeconds: STUCK_SECONDS });
  };

  return { list, redrive };
}
