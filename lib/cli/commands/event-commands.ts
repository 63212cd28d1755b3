import { command, paging, timeRange } from "../command.ts";
import { usage } from "../errors.ts";
import { isoTime, jsonOf, timesOf } from "../input.ts";
import { listing } from "../listing.ts";
import { indented, rawMember } from "../output/json.ts";
import { safeJson } from "../output/text.ts";
import { WATCH_ROUTES, watchUntilEnded } from "../watch-deliveries.ts";

const event = { event: { help: "ID of the event, in any form that a receiver saw" } } as const;

const send = command({
  name: "events send",
  summary: "Send an event, or up to 100 at once",
  routes: ["POST /api/v1/events", ...WATCH_ROUTES],
  positionals: { type: { help: "Event type, such as invoice.paid", optional: true } },
  options: {
    data: { type: "string", help: "Event data as JSON, sent unchanged: text, @file, or -" },
    id: { type: "string", help: "Your ID for the event, which makes a repeat safe" },
    "occurred-at": { type: "string", help: "Time of the event (default now)" },
    body: { type: "string", help: "Full request body for 1 to 100 events, instead of a type" },
    "idempotency-key": { type: "string", help: "Key that makes a repeat within 24 h safe" },
    watch: { type: "boolean", help: "Print each attempt until all deliveries end" },
  },
  examples: [
    [
      `events send invoice.paid --data '{"invoice":"in_1","amount":4200}' --watch`,
      "Send an event and watch its deliveries",
    ],
    [
      "events send invoice.paid --data @invoice.json --id in_1-paid",
      "Send an event with your own ID, which makes a repeat safe",
    ],
    ["events send --body @events.json", "Send several events"],
  ],
  async run({ type, body, watch, "idempotency-key": key, ...args }, context) {
    if ((type === undefined) === (body === undefined)) throw usage("set either a type with --data, or --body");
    const text =
      type === undefined ? await jsonOf(body ?? "", "--body", context.io) : await eventText(type, args, context);
    const headers = { "idempotency-key": key };
    const answer = await context.api()("POST /api/v1/events", { body: text, headers });
    if (!(watch && context.json)) context.show(answer);
    if (watch) await watchUntilEnded(context, idsOf(answer.text), {});
  },
});

interface EventArgs {
  data: string | undefined;
  id: string | undefined;
  "occurred-at": string | undefined;
}

/** Builds the request around the raw text of the data. Parsing it would change large numbers. */
async function eventText(
  type: string,
  args: EventArgs,
  { io }: { io: Parameters<typeof jsonOf>[2] & { now(): number } },
) {
  const occurredAt = isoTime(args["occurred-at"], "--occurred-at", io.now());
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
  summary: "List events, newest first",
  routes: ["GET /api/v1/events"],
  options: {
    id: { type: "string", help: "ID of the event, in any form that a receiver saw; no other filter" },
    type: { type: "string", help: "Event type" },
    subscription: { type: "string", help: "ID of a subscription that the events were delivered to" },
    state: { type: "string", help: "State of these deliveries; needs --subscription" },
    ...timeRange,
    ...paging,
  },
  examples: [
    ["events list --since 1h", "List the events of the last hour"],
    ["events list --id dlv_…", "Find the event that an ID from a receiver's log belongs to"],
    [
      "events list --type invoice.paid --subscription sub_… --state exhausted",
      "List the events that did not reach a subscription",
    ],
  ],
  run({ id, type, subscription, state, since, until, ...args }, context) {
    const times = timesOf({ since, until }, context.io.now());
    return listing(context, args, {
      route: "GET /api/v1/events",
      query: { id, type, subscriptionId: subscription, state, ...times },
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
  summary: "Show an event and its data",
  routes: ["GET /api/v1/events/{id}"],
  positionals: event,
  options: { data: { type: "boolean", help: "Print only the data, exactly as received" } },
  examples: [
    ["events show evt_…", "Show all fields of an event"],
    ["events show evt_… --data | jq .amount", "Read a field of the data"],
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
  summary: "Explain why an event did or didn't reach each subscription",
  routes: ["GET /api/v1/events/{id}/explanation"],
  positionals: event,
  options: { subscription: { type: "string", help: "ID of the only subscription to explain it for" }, ...paging },
  examples: [
    ["events explain evt_…", "See for each subscription whether its type, filter or state ruled the event out"],
  ],
  run: ({ event: id, subscription, ...args }, context) =>
    listing(context, args, {
      route: "GET /api/v1/events/{id}/explanation",
      params: { id },
      query: { subscriptionId: subscription },
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
  summary: "Erase an event's content and cancel its deliveries",
  routes: ["DELETE /api/v1/events/{id}/content"],
  positionals: event,
  examples: [["events erase evt_…", "Erase the content; the log still shows the event and its outcome"]],
  confirm: ({ event: id }) => `Erase the content of ${id} and cancel its deliveries?`,
  async run({ event: id }, context) {
    await context.api()("DELETE /api/v1/events/{id}/content", { params: { id } });
    context.note(`Erased the content of ${id}.`);
  },
});

export const eventCommands = [send, list, show, explain, erase];
