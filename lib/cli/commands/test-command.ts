import { command } from "../command.ts";
import { failed } from "../errors.ts";
import { secretOf } from "../input.ts";
import type { Row } from "../output/api-object.ts";
import { attemptLines } from "../output/attempts.ts";

const TEST = "POST /api/v1/subscriptions/{id}/test";

const test = command({
  name: "test",
  does: "Sends an example to a subscription, at once and once",
  routes: [TEST],
  positionals: { subscription: { does: "the subscription's id" } },
  options: {
    type: { type: "string", does: "of which type" },
    secret: { type: "string", does: "signs this one instead, to prove it before a rotation: text, @file, or -" },
    verbose: { type: "boolean", does: "with headers, timings and the beginning of the answer" },
  },
  examples: [
    ["test sub_…", "is the receiver up, and does it take our signature?"],
    ["test sub_… --type invoice.paid --secret @new-secret.txt", "does it know the new secret?"],
  ],
  async run({ subscription: id, type, secret: brought, verbose }, context) {
    const secret = await secretOf(brought, context.io);
    const answer = await context.api()(TEST, { params: { id }, body: JSON.stringify({ type, secret }) });
    context.show(answer, ({ attempt, ...row }) =>
      [context.view(row), "", ...attemptLines(attempt as Row, context.paint, verbose)].join("\n"),
    );
    const { state } = JSON.parse(answer.text);
    if (state !== "delivered") throw failed("the receiver did not take it");
  },
});

export const testCommands = [test];
