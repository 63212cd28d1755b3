import { command, creating, paging, timeRange } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, nothingToChange, usage } from "../errors.ts";
import { bodyOf, pairs, timesOf } from "../input.ts";
import { listing } from "../listing.ts";
import type { Column } from "../output/table.ts";
import { valueText } from "../output/text.ts";
import { changeFields, createFields, settings } from "./subscription-fields.ts";

const subscription = { subscription: { help: "ID of the subscription" } } as const;

const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  {
    title: "STATE",
    value: (row) => (row.active ? "active" : `inactive${row.disabledReason ? ` (${row.disabledReason})` : ""}`),
    state: true,
  },
  { title: "HEALTH", value: ({ health }) => troubleText(health), state: true },
  { title: "NAME", value: "name", flexible: true },
  { title: "EVENTS", value: "events", flexible: true },
  { title: "URL", value: "url", flexible: true },
  { title: "DIALECT", value: "dialect" },
  { title: "LAST", value: ({ lastOutcome }) => outcomeText(lastOutcome), state: true },
  { title: "LAST AT", value: "lastTriggeredAt" },
  { title: "OK 24H", value: ({ successRate24h: rate }) => rateText(rate) },
];

/** A share in percent. Rounds down, so that only a share of 1 is 100 %. */
const rateText = (rate: unknown): string => (typeof rate === "number" ? `${Math.floor(rate * 1_000) / 10} %` : "");

/** The state of an endpoint with trouble. The column is left out if all are healthy. */
function troubleText(health: unknown): string {
  const { state = "healthy" } = (health ?? {}) as { state?: string };
  return state === "healthy" ? "" : state;
}

/** The failure of a failed delivery, otherwise its state. */
function outcomeText(outcome: unknown): string {
  const { state, failure } = (outcome ?? {}) as { state?: string; failure?: string };
  return valueText(failure ?? state);
}

const list = command({
  name: "subscriptions list",
  summary: "List subscriptions and their last outcomes, oldest first",
  routes: ["GET /api/v1/subscriptions"],
  options: {
    search: { type: "string", help: "Text in the URL, name, description or ID" },
    metadata: { type: "many", help: "Entry that the metadata must have, 'name: value'; repeatable" },
    active: { type: "boolean", help: "List only active subscriptions; --no-active lists the others" },
    health: { type: "string", help: "State of the endpoint, such as failing or paused" },
    ...paging,
  },
  examples: [
    ["subscriptions list", "List the first page, which has the oldest subscriptions"],
    ["subscriptions list --health failing,paused --all", "List the subscriptions whose deliveries are held"],
    ["subscriptions list --search acme.example --no-active", "Find inactive subscriptions of a receiver"],
    ["subscriptions list --metadata 'team: billing'", "List the subscriptions with this entry in their metadata"],
    ["subscriptions list --all --json", "Print all subscriptions as JSON"],
  ],
  run({ search, metadata, active, health, ...args }, context) {
    const entries = Object.entries(pairs(metadata, "--metadata") ?? {}).map(([name, value]) => `${name}:${value}`);
    const query = {
      search,
      metadata: metadata && entries,
      active: active === undefined ? active : String(active),
      health,
    };
    return listing(context, args, { route: "GET /api/v1/subscriptions", query, columns: COLUMNS });
  },
});

const show = command({
  name: "subscriptions show",
  summary: "Show a subscription",
  routes: ["GET /api/v1/subscriptions/{id}"],
  positionals: subscription,
  examples: [["subscriptions show sub_…", "Show all settings, and the ETag for --if-match"]],
  async run({ subscription: id }, context) {
    const answer = await context.api()("GET /api/v1/subscriptions/{id}", { params: { id } });
    context.show(answer);
    const etag = answer.headers.get("etag");
    if (etag) context.note(`ETag ${etag}`);
  },
});

// People confuse --to with --url. The CLI would then send the API key to the receiver.
const NOT_URL = "--to is the receiver's URL. --url is the API's URL.";

const create = command({
  name: "subscriptions create",
  summary: "Subscribe a URL to event types",
  routes: ["POST /api/v1/subscriptions"],
  options: {
    ...settings,
    secret: { type: "string", help: "Secret: text, @file, or - (default: generated, shown once)" },
    signature: { type: "string", help: "Algorithm for `standard`", choices: ["hmac-sha256", "ed25519"] },
    pull: { type: "boolean", help: "Fetch events with `subscriptions stream`, without --to" },
    ordered: { type: "boolean", help: "Deliver one at a time, in the order of the events; can't be changed" },
    "ordering-key": { type: "string", help: "Keep the order per value of a CEL expression: data.customerId" },
    inactive: { type: "boolean", help: "Create the subscription as inactive" },
    ...creating,
  },
  examples: [
    [
      "subscriptions create --to https://acme.example/hook --events 'invoice.*,payment.failed'",
      "Subscribe to invoice events and failed payments",
    ],
    [
      "subscriptions create --to https://acme.example/hook --events '*' --filter 'data.amount > 100.0' --inactive",
      "Subscribe to large amounts, and enable the subscription later",
    ],
    [
      "subscriptions create --to https://acme.example/hook --events 'order.*' --ordered --ordering-key data.orderId",
      "Deliver the events of each order one after the other",
    ],
    ["subscriptions create --data @subscription.json", "Create a subscription from a file, in the API's format"],
  ],
  async run(args, context) {
    const { data, "idempotency-key": key, secret } = args;
    if (!args.to && !args.pull && data === undefined) throw usage("missing: --to or --pull", NOT_URL);
    const body = await bodyOf(data, await createFields(args, context.io), context.io);
    const request = { body, headers: { "idempotency-key": key } };
    const answer = await context.api()("POST /api/v1/subscriptions", request);
    // The user knows their own secret, and others may see the screen.
    context.show(answer, secret === undefined ? undefined : ({ secret: _own, ...row }) => context.view(row));
  },
});

const update = command({
  name: "subscriptions update",
  summary: "Update a subscription, effective immediately",
  routes: ["PATCH /api/v1/subscriptions/{id}"],
  positionals: subscription,
  options: {
    ...settings,
    clear: { type: "list", help: "Fields to clear: name, description, filter" },
    "remove-header": { type: "list", help: "Names of headers to remove" },
    "remove-metadata": { type: "list", help: "Names of metadata entries to remove" },
    "if-match": { type: "string", help: "ETag that the subscription must have for the update" },
    data: creating.data,
  },
  examples: [
    ["subscriptions update sub_… --to https://acme.example/new-hook", "Change the URL, from the next attempt on"],
    [
      "subscriptions update sub_… --header 'authorization: Bearer t0p' --sensitive-header authorization",
      "Add a sensitive header",
    ],
    ["subscriptions update sub_… --clear filter --remove-header x-old", "Remove the filter and a header"],
  ],
  async run({ subscription: id, ...args }, context) {
    const body = await bodyOf(args.data, changeFields(args), context.io);
    if (body === "{}") throw nothingToChange("subscriptions update");
    await change(context, id, body, args["if-match"]);
  },
});

async function change(context: Context, id: string, body: string, etag?: string): Promise<void> {
  const request = { params: { id }, body, headers: { "if-match": etag } };
  context.show(await context.api()("PATCH /api/v1/subscriptions/{id}", request));
}

const enable = command({
  name: "subscriptions enable",
  summary: "Enable a subscription (reports what it missed)",
  routes: ["PATCH /api/v1/subscriptions/{id}", "GET /api/v1/subscriptions/{id}/statistics"],
  positionals: subscription,
  examples: [["subscriptions enable sub_…", "Deliver from the next event on"]],
  async run({ subscription: id }, context) {
    await change(context, id, '{"active":true}');
    if (!context.json) await noteSkipped(context, id);
  },
});

/**
 * Reports the events that were skipped: nothing was queued for the inactive subscription, but the log has them. An error
 * here is ignored, because the subscription is already enabled.
 */
async function noteSkipped(context: Context, id: string): Promise<void> {
  try {
    const { text } = await context.api()("GET /api/v1/subscriptions/{id}/statistics", { params: { id } });
    const { skipped, skippedSince } = JSON.parse(text);
    if (!skipped) return;
    const what = skipped === 1 ? "1 event was" : `${skipped} events were`;
    context.note(`${what} skipped since ${valueText(skippedSince)}. To send ${skipped === 1 ? "it" : "them"} now:`);
    context.note(`  posthorn replays create ${id} --since ${skippedSince} --states skipped`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
  }
}

const disable = command({
  name: "subscriptions disable",
  summary: "Disable a subscription (skips its events; pause holds them)",
  routes: ["PATCH /api/v1/subscriptions/{id}"],
  positionals: subscription,
  examples: [["subscriptions disable sub_…", "Skip and log new events and waiting retries"]],
  run: ({ subscription: id }, context) => change(context, id, '{"active":false}'),
});

const remove = command({
  name: "subscriptions delete",
  summary: "Delete a subscription (cancels its deliveries)",
  routes: ["DELETE /api/v1/subscriptions/{id}"],
  positionals: subscription,
  options: { "if-match": { type: "string", help: "ETag that the subscription must have for the deletion" } },
  examples: [["subscriptions delete sub_…", "Delete a subscription; its log stays until it expires"]],
  confirm: ({ subscription: id }) => `Delete the subscription ${id} and cancel its deliveries?`,
  async run({ subscription: id, "if-match": etag }, context) {
    const request = { params: { id }, headers: { "if-match": etag } };
    await context.api()("DELETE /api/v1/subscriptions/{id}", request);
    context.note(`Deleted ${id}.`);
  },
});

const statistics = command({
  name: "subscriptions statistics",
  summary: "Count deliveries by outcome",
  routes: ["GET /api/v1/subscriptions/{id}/statistics"],
  positionals: subscription,
  options: timeRange,
  examples: [
    [
      "subscriptions statistics sub_… --since 6h",
      "Count delivered, failed, skipped and waiting deliveries of the last 6 hours",
    ],
  ],
  async run({ subscription: id, since, until }, context) {
    const query = timesOf({ since, until }, context.io.now());
    const request = { params: { id }, query };
    context.show(await context.api()("GET /api/v1/subscriptions/{id}/statistics", request));
  },
});

export const subscriptionCommands = [list, show, create, update, enable, disable, remove, statistics];
