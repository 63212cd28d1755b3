import type { Clock } from "../../core/clock.ts";
import { STUCK_SECONDS } from "../../core/limits.ts";
import type { DeadLetterDesk } from "../../core/log/dead-letters.ts";
import type { Operation } from "../http/guards.ts";
import { pageView, readPage } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { checked } from "../http/schema.ts";
import { letterView, redriveSchema } from "./dead-letter-schemas.ts";

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
