import { command, paging, window } from "../command.ts";
import { usage } from "../errors.ts";
import { instant, jsonOf } from "../input.ts";
import { listing } from "../listing.ts";
import { indented, rawMember } from "../output/json.ts";
import { safeJson } from "../output/text.ts";
import { WATCHED, watchDeliveries } from "../watch-deliveries.ts";

const event = { event: { does: "the event's id" } } as const;

const send = command({
  name: "events send",
  does: "Sends an event; its data goes as the text that is given",
  routes: ["POST /api/v1/events", ...WATCHED],
  positionals: { type: { does: "its type, such as invoice.paid", optional: true } },
  options: {
    data: { type: "string", does: "its data as JSON: text, @file, or - for stdin" },
    id: { type: "string", does: "your own id for it: makes it safe to send again" },
    "occurred-at": { type: "string", does: "when it happened, if not now" },
    body: { type: "string", does: "a whole request instead, as the API takes it: one event, or up to 100" },
    "idempotency-key": { type: "string", does: "another way to make it safe to send again" },
    watch: { type: "boolean", does: "wait, and show each attempt, until all of its deliveries have ended" },
  },
  examples: [
    [`events send invoice.paid --data '{"invoice":"in_1","amount":4200}' --watch`, "and see it arrive"],
    ["events send invoice.paid --data @invoice.json --id in_1-paid", "safe to repeat"],
    ["events send --body @events.json", "many at once"],
  ],
  async run({ type, body, watch, "idempotency-key": key, ...args }, context) {
    if ((type === undefined) === (body === undefined)) throw usage("give either a type with --data, or --body");
    const text =
      type === undefined ? await jsonOf(body ?? "", "--body", context.io) : await eventText(type, args, context);
    const headers = { "idempotency-key": key };
    const answer = await context.api()("POST /api/v1/events", { body: text, headers });
    if (!(watch && context.json)) context.show(answer);
    if (watch) await watchDeliveries(context, idsOf(answer.text), {});
  },
});

interface EventArgs {
  data: string | undefined;
  id: string | undefined;
  "occurred-at": string | undefined;
}

/** The data's own text stands in the request, not what a parser makes of it. */
async function eventText(
  type: string,
  args: EventArgs,
  { io }: { io: Parameters<typeof jsonOf>[2] & { now(): number } },
) {
  const occurredAt = instant(args["occurred-at"], "--occurred-at", io.now());
  const head = JSON.stringify({ type, id: args.id, occurredAt });
  const data = args.data === undefined ? "{}" : await jsonOf(args.data, "--data", io);
  return `${head.slice(0, -1)},"data":${data}}`;
}

function idsOf(text: string): string[] {
  const { id, events = [] } = JSON.parse(text);
  return id ? [id] : events.map((each: { id: string }) => each.id);
}

const list = command({
  name: "events list",
  does: "Lists events, newest first",
  routes: ["GET /api/v1/events"],
  options: {
    type: { type: "string", does: "of this type" },
    subscription: { type: "string", does: "those that gave this subscription a delivery" },
    state: { type: "string", does: "in this state; with --subscription" },
    ...window,
    ...paging,
  },
  examples: [
    ["events list --since 1h", "of the last hour"],
    ["events list --type invoice.paid --subscription sub_… --state exhausted", "what did not arrive"],
  ],
  run({ type, subscription, state, since, until, ...args }, context) {
    const nowMs = context.io.now();
    const times = { since: instant(since, "--since", nowMs), until: instant(until, "--until", nowMs) };
    return listing(context, args, {
      route: "GET /api/v1/events",
      query: { type, subscriptionId: subscription, state, ...times },
      columns: [
        { title: "ID", value: "id" },
        { title: "TYPE", value: "type", flexible: true },
        { title: "RECEIVED", value: "receivedAt" },
        { title: "DELIVERIES", value: "deliveries" },
        { title: "SKIPPED", value: "skipped" },
        { title: "TEST", value: ({ test }) => (test ? "test" : "") },
        { title: "ERASED", value: "contentErasedAt" },
      ],
    });
  },
});

const show = command({
  name: "events show",
  does: "Shows an event and its data, as it came in",
  routes: ["GET /api/v1/events/{id}"],
  positionals: event,
  options: { data: { type: "boolean", does: "the data alone, as it came in" } },
  examples: [
    ["events show evt_…", "all of it"],
    ["events show evt_… --data | jq .amount", "its data for another program"],
  ],
  async run({ event: id, data: only }, context) {
    const answer = await context.api()("GET /api/v1/events/{id}", { params: { id } });
    const data = rawMember(answer.text, "data");
    if (only) return context.print(context.io.stdout.isTTY ? safeJson(data ?? "null") : (data ?? "null"));
    context.show(answer, ({ data: _data, ...row }) => {
      const shown = data === undefined ? [] : [context.paint("dim", "data"), indented(data)];
      return [context.view(row), ...shown].join("\n");
    });
  },
});

const explain = command({
  name: "events explain",
  does: "Says of each subscription why the event did or didn't reach it",
  routes: ["GET /api/v1/events/{id}/explanation"],
  positionals: event,
  options: paging,
  examples: [["events explain evt_…", "type, filter, switched off, or matched"]],
  run: ({ event: id, ...args }, context) =>
    listing(context, args, {
      route: "GET /api/v1/events/{id}/explanation",
      params: { id },
      columns: [
        { title: "SUBSCRIPTION", value: "subscriptionId" },
        { title: "NAME", value: "name", flexible: true },
        { title: "STEP", value: "step", state: true },
        { title: "CHANGED SINCE", value: ({ changedSince }) => (changedSince ? "yes" : "") },
        { title: "REASON", value: "reason", flexible: true },
      ],
    }),
});

const erase = command({
  name: "events erase",
  does: "Erases an event's content everywhere; what waits is cancelled",
  routes: ["DELETE /api/v1/events/{id}/content"],
  positionals: event,
  examples: [["events erase evt_…", "that it came, and what became of it, is still on record"]],
  async run({ event: id }, context) {
    await context.api()("DELETE /api/v1/events/{id}/content", { params: { id } });
    context.note(`The content of ${id} is erased.`);
  },
});

export const eventCommands = [send, list, show, explain, erase];
