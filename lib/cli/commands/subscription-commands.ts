import { command, creating, paging, window } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, usage } from "../errors.ts";
import { bodyOf, instant } from "../input.ts";
import { listing } from "../listing.ts";
import type { Column } from "../output/table.ts";
import { valueText } from "../output/text.ts";
import { changeFields, createFields, settings } from "./subscription-fields.ts";

const subscription = { subscription: { does: "the subscription's id" } } as const;

const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  {
    title: "STATE",
    value: (row) => (row.active ? "active" : `inactive${row.disabledReason ? " (gone)" : ""}`),
    state: true,
  },
  { title: "NAME", value: "name", flexible: true },
  { title: "EVENTS", value: "events", flexible: true },
  { title: "URL", value: "url", flexible: true },
  { title: "DIALECT", value: "dialect" },
  { title: "LAST", value: ({ lastOutcome }) => outcomeText(lastOutcome), state: true },
  { title: "LAST AT", value: "lastTriggeredAt" },
];

/** Delivered says it all; what failed says how. */
function outcomeText(outcome: unknown): string {
  const { state, failure } = (outcome ?? {}) as { state?: string; failure?: string };
  return valueText(failure ?? state);
}

const list = command({
  name: "subscriptions list",
  does: "Lists subscriptions, with how their last delivery went",
  routes: ["GET /api/v1/subscriptions"],
  options: paging,
  examples: [
    ["subscriptions list", "the newest of them"],
    ["subscriptions list --all --json", "all, for a program"],
  ],
  run: (args, context) => listing(context, args, { route: "GET /api/v1/subscriptions", columns: COLUMNS }),
});

const show = command({
  name: "subscriptions show",
  does: "Shows a subscription",
  routes: ["GET /api/v1/subscriptions/{id}"],
  positionals: subscription,
  examples: [["subscriptions show sub_…", "all of its settings, and the ETag for --if-match"]],
  async run({ subscription: id }, context) {
    const answer = await context.api()("GET /api/v1/subscriptions/{id}", { params: { id } });
    context.show(answer);
    const etag = answer.headers.get("etag");
    if (etag) context.note(`ETag ${etag}`);
  },
});

// Else the receiver is taken for the API, and shown the key.
const NOT_URL = "--url is where Posthorn's API is.";

const create = command({
  name: "subscriptions create",
  does: "Subscribes a URL to event types; shows a generated secret",
  routes: ["POST /api/v1/subscriptions"],
  options: {
    ...settings,
    dialect: { type: "string", does: "the format of its POSTs, see `dialects list`" },
    secret: { type: "string", does: "your own signing secret: text, @file, or -; else one is made" },
    signature: { type: "string", does: "of the standard dialect", choices: ["hmac-sha256", "ed25519"] },
    pull: { type: "boolean", does: "nothing is POSTed: `subscriptions stream` fetches it; without --to" },
    inactive: { type: "boolean", does: "switched off at first" },
    ...creating,
  },
  examples: [
    ["subscriptions create --to https://acme.example/hook --events 'invoice.*,payment.failed'", "the usual"],
    [
      "subscriptions create --to https://acme.example/hook --events '*' --filter 'data.amount > 100.0' --inactive",
      "choosy, and switched off at first",
    ],
    ["subscriptions create --data @subscription.json", "from a file, as the API takes it"],
  ],
  async run(args, context) {
    const { data, "idempotency-key": key, secret } = args;
    if (!args.to && !args.pull && data === undefined) throw usage("give --to, the receiver's URL, or --pull", NOT_URL);
    const body = await bodyOf(data, await createFields(args, context.io), context.io);
    const request = { body, headers: { "idempotency-key": key } };
    const answer = await context.api()("POST /api/v1/subscriptions", request);
    // What was brought is known already, and may be looked at over a shoulder.
    context.show(answer, secret === undefined ? undefined : ({ secret: _brought, ...row }) => context.view(row));
  },
});

const update = command({
  name: "subscriptions update",
  does: "Changes a subscription: the very next attempt obeys",
  routes: ["PATCH /api/v1/subscriptions/{id}"],
  positionals: subscription,
  options: {
    ...settings,
    clear: { type: "list", does: "fields to clear: name, description, filter" },
    "remove-header": { type: "list", does: "headers to remove" },
    "remove-metadata": { type: "list", does: "metadata to remove" },
    "if-match": { type: "string", does: "the ETag that it must have, or nothing is changed" },
    data: creating.data,
  },
  examples: [
    ["subscriptions update sub_… --to https://acme.example/new-hook", "another URL, for retries too"],
    ["subscriptions update sub_… --header 'authorization: Bearer t0p' --sensitive-header authorization", "a header"],
    ["subscriptions update sub_… --clear filter --remove-header x-old", "take settings away"],
  ],
  async run({ subscription: id, ...args }, context) {
    const body = await bodyOf(args.data, changeFields(args), context.io);
    if (body === "{}") throw usage("nothing is to be changed", "--help lists what can be.");
    await change(context, id, body, args["if-match"]);
  },
});

async function change(context: Context, id: string, body: string, etag?: string): Promise<void> {
  const request = { params: { id }, body, headers: { "if-match": etag } };
  context.show(await context.api()("PATCH /api/v1/subscriptions/{id}", request));
}

const enable = command({
  name: "subscriptions enable",
  does: "Switches a subscription on, and says what it has missed",
  routes: ["PATCH /api/v1/subscriptions/{id}", "GET /api/v1/subscriptions/{id}/statistics"],
  positionals: subscription,
  examples: [["subscriptions enable sub_…", "from the next event on"]],
  async run({ subscription: id }, context) {
    await change(context, id, '{"active":true}');
    if (!context.json) await noteSkipped(context, id);
  },
});

/** Nothing was queued for it meanwhile, but all is on record. A hint only: without it, it is enabled all the same. */
async function noteSkipped(context: Context, id: string): Promise<void> {
  try {
    const { text } = await context.api()("GET /api/v1/subscriptions/{id}/statistics", { params: { id } });
    const { skipped, skippedSince } = JSON.parse(text);
    if (!skipped) return;
    const what = skipped === 1 ? "1 event was" : `${skipped} events were`;
    context.note(`${what} skipped since ${valueText(skippedSince)}. To send after all:`);
    context.note(`  posthorn replays create ${id} --since ${skippedSince} --states skipped`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
  }
}

const disable = command({
  name: "subscriptions disable",
  does: "Switches a subscription off: events are skipped, and put on record",
  routes: ["PATCH /api/v1/subscriptions/{id}"],
  positionals: subscription,
  examples: [["subscriptions disable sub_…", "retries that wait are skipped too"]],
  run: ({ subscription: id }, context) => change(context, id, '{"active":false}'),
});

const remove = command({
  name: "subscriptions delete",
  does: "Deletes a subscription: what waits for it is cancelled",
  routes: ["DELETE /api/v1/subscriptions/{id}"],
  positionals: subscription,
  options: { "if-match": { type: "string", does: "the ETag that it must have, or nothing is deleted" } },
  examples: [["subscriptions delete sub_…", "its log stays until its time is over"]],
  async run({ subscription: id, "if-match": etag }, context) {
    const request = { params: { id }, headers: { "if-match": etag } };
    await context.api()("DELETE /api/v1/subscriptions/{id}", request);
    context.note(`${id} is deleted.`);
  },
});

const statistics = command({
  name: "subscriptions statistics",
  does: "Shows what was delivered, failed, skipped and waits",
  routes: ["GET /api/v1/subscriptions/{id}/statistics"],
  positionals: subscription,
  options: window,
  examples: [["subscriptions statistics sub_… --since 6h", "of the last six hours"]],
  async run({ subscription: id, since, until }, context) {
    const nowMs = context.io.now();
    const query = { since: instant(since, "--since", nowMs), until: instant(until, "--until", nowMs) };
    const request = { params: { id }, query };
    context.show(await context.api()("GET /api/v1/subscriptions/{id}/statistics", request));
  },
});

export const subscriptionCommands = [list, show, create, update, enable, disable, remove, statistics];
