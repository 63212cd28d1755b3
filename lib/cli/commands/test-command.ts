import { command } from "../command.ts";
import { failed } from "../errors.ts";
import { bodyOf, jsonOf, secretOf } from "../input.ts";
import type { ApiObject } from "../output/api-object.ts";
import { attemptLines } from "../output/attempts.ts";

const TEST = "POST /api/v1/subscriptions/{id}/test";

const test = command({
  name: "test",
  summary: "Send one test event to a subscription, without retries",
  routes: [TEST],
  positionals: { subscription: { help: "ID of the subscription" } },
  options: {
    type: { type: "string", help: "Type of the test event" },
    data: { type: "string", help: "JSON data of the test event: text, @file, or -" },
    secret: { type: "string", help: "Secret for this event, to try before a rotation: text, @file, or -" },
    verbose: { type: "boolean", help: "Show headers, timings and the start of the response" },
  },
  examples: [
    ["test sub_…", "Check that the receiver is up and accepts the signature"],
    ["test sub_… --type invoice.paid --data @invoice.json", "Send data of your own"],
    ["test sub_… --type invoice.paid --secret @new-secret.txt", "Check that the receiver knows a new secret"],
  ],
  async run({ subscription: id, type, data: ownData, secret: given, verbose }, context) {
    const secret = await secretOf(given, context.io);
    const data = ownData && `{"data":${await jsonOf(ownData, "--data", context.io)}}`;
    const body = await bodyOf(data, { type, secret }, context.io);
    const answer = await context.api()(TEST, { params: { id }, body });
    context.show(answer, ({ attempt, ...row }) =>
      [context.view(row), "", ...attemptLines(attempt as ApiObject, context.paint, verbose)].join("\n"),
    );
    const { state } = JSON.parse(answer.text);
    if (state !== "delivered") throw failed("the receiver did not accept the test event");
  },
});

export const testCommands = [test];
