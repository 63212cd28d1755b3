import { command, paging, polling, timeRange } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, failed, usage } from "../errors.ts";
import { isStdin, stdinBytes, timesOf } from "../input.ts";
import { listing } from "../listing.ts";
import type { ApiObject } from "../output/api-object.ts";
import { attemptLines } from "../output/attempts.ts";
import { deliveryStates, paintState } from "../output/colour.ts";
import type { Column } from "../output/table.ts";
import { safeJson, safeText } from "../output/text.ts";
import { WATCH_ROUTES, watchUntilEnded } from "../watch-deliveries.ts";

const delivery = { delivery: { help: "ID of the delivery, or of an event that has only one" } } as const;
const deliveries = { delivery: { help: "IDs of deliveries, or - to read them from stdin", many: true } } as const;

const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  { title: "STATE", value: "state", state: true },
  { title: "TYPE", value: "type", flexible: true },
  { title: "ATTEMPTS", value: ({ attemptCount }) => String(attemptCount || "") },
  { title: "LAST", value: ({ failure, lastStatus }) => String(failure ?? lastStatus ?? "") },
  { title: "UPDATED", value: "updatedAt" },
  { title: "NEXT ATTEMPT", value: "nextAttemptAt" },
  { title: "HELD FOR", value: "heldFor" },
];

const BY_SUBSCRIPTION = "GET /api/v1/subscriptions/{id}/deliveries";
const BY_EVENT = "GET /api/v1/events/{id}/deliveries";

const list = command({
  name: "deliveries list",
  summary: "List deliveries of a subscription or an event",
  routes: [BY_SUBSCRIPTION, BY_EVENT],
  options: {
    subscription: { type: "string", help: "ID of a subscription; lists the newest deliveries first" },
    event: { type: "string", help: "ID of an event" },
    state: { type: "string", help: `State: ${deliveryStates.join(", ")}` },
    failure: { type: "string", help: "Failure, such as connect or http-503; needs --subscription" },
    type: { type: "string", help: "Event type; needs --subscription" },
    ...timeRange,
    ...paging,
  },
  examples: [
    ["deliveries list --event evt_…", "List the deliveries of an event"],
    [
      "deliveries list --subscription sub_… --state exhausted --since 6h",
      "List the deliveries that ran out of retries during an outage",
    ],
    [
      "deliveries list --subscription sub_… --failure http-503 --ids --all | posthorn deliveries retry -",
      "Retry all deliveries that failed with status 503",
    ],
  ],
  run({ subscription, event, state, failure, type, since, until, ...args }, context) {
    const id = subscription ?? event;
    if (!id || (subscription && event)) throw usage("set either --subscription or --event");
    const times = timesOf({ since, until }, context.io.now());
    const route = subscription ? BY_SUBSCRIPTION : BY_EVENT;
    return listing(context, args, {
      route,
      params: { id },
      query: { state, failure, type, ...times },
      columns: COLUMNS,
    });
  },
});

const show = command({
  name: "deliveries show",
  summary: "Show a delivery and its attempts",
  routes: ["GET /api/v1/deliveries/{id}"],
  positionals: delivery,
  options: { verbose: { type: "boolean", help: "Show headers, timings and the start of each response" } },
  examples: [["deliveries show dlv_…", "Show each attempt and why it failed"]],
  async run({ delivery: id, verbose }, context) {
    const answer = await context.api()("GET /api/v1/deliveries/{id}", { params: { id } });
    context.show(answer, ({ attempts, ...row }) => {
      const lines = (attempts as ApiObject[]).flatMap((attempt) => attemptLines(attempt, context.paint, verbose));
      return [context.view(row), ...(lines.length > 0 ? ["", ...lines] : [])].join("\n");
    });
  },
});

const retry = command({
  name: "deliveries retry",
  summary: "Retry deliveries with the current settings",
  routes: ["POST /api/v1/deliveries/{id}/retry", ...WATCH_ROUTES],
  positionals: deliveries,
  options: { watch: { type: "boolean", help: "Print each attempt until all deliveries end" } },
  examples: [
    ["deliveries retry dlv_… --watch", "Start a new run of a delivery and watch it"],
    ["deliveries retry - < ids.txt", "Retry the deliveries in a file of IDs"],
  ],
  async run({ delivery: given, watch }, context) {
    const ids = await idsOf(given, context);
    const retried = await each(ids, context, "POST /api/v1/deliveries/{id}/retry");
    if (watch && ids.length > 0) await watchUntilEnded(context, [...retried.keys()], {}, retried);
  },
});

const cancel = command({
  name: "deliveries cancel",
  summary: "Cancel deliveries that haven't ended",
  routes: ["POST /api/v1/deliveries/{id}/cancel"],
  positionals: deliveries,
  examples: [["deliveries cancel dlv_…", "Stop all further attempts of a delivery"]],
  async run({ delivery: given }, context) {
    const ids = await idsOf(given, context);
    await each(ids, context, "POST /api/v1/deliveries/{id}/cancel");
  },
});

async function idsOf(given: string[], { io, note }: Context): Promise<string[]> {
  if (!isStdin(given.join())) return given;
  const ids = (await stdinBytes(io)).toString().split(/\s+/).filter(Boolean);
  if (ids.length === 0) note("No IDs on stdin.");
  return ids;
}

/**
 * Calls a route for each delivery, and continues when the API rejects one of them. Resolves with the number of attempts
 * by delivery id.
 */
async function each(ids: string[], context: Context, route: string): Promise<Map<string, number>> {
  const done = new Map<string, number>();
  let rejected = 0;
  for (const id of ids) {
    try {
      const { text } = await context.api()(route, { params: { id } });
      const { id: found, state, attemptCount } = JSON.parse(text);
      context.print(context.json ? text : `${found}  ${paintState(context.paint, state)}`);
      done.set(found, attemptCount);
    } catch (error) {
      // A single delivery, or an unreachable API: there is nothing to continue with.
      if (!(error instanceof CliError) || error.exitCode !== 1 || ids.length === 1) throw error;
      context.io.stderr.write(`${id}  ${safeText(error.message)}\n`);
      rejected += 1;
    }
  }
  if (rejected > 0) throw failed(`${rejected} of ${ids.length} requests were rejected`);
  return done;
}

const watch = command({
  name: "deliveries watch",
  summary: "Watch attempts until all deliveries end",
  routes: WATCH_ROUTES,
  positionals: { id: { help: "IDs of deliveries or events", many: true } },
  options: polling,
  examples: [
    ["deliveries watch evt_…", "Watch all deliveries of an event"],
    ["deliveries watch dlv_… --timeout 60", "Watch a delivery for at most a minute"],
  ],
  run: ({ id, interval, timeout }, context) => watchUntilEnded(context, id, { interval, timeout }),
});

const attemptOf = {
  ...delivery,
  attempt: { help: "Number of the attempt (default: the last)", optional: true },
} as const;

const CURL = "GET /api/v1/deliveries/{id}/attempts/{number}/curl";

const curl = command({
  name: "deliveries curl",
  summary: "Print a curl command that repeats an attempt",
  routes: [CURL, "GET /api/v1/deliveries/{id}"],
  positionals: attemptOf,
  examples: [
    ["deliveries curl dlv_…", "Print the command, with a signature that the receiver accepts"],
    ["deliveries curl dlv_… 1 | sh", "Repeat the first attempt"],
  ],
  async run({ delivery: id, attempt }, context) {
    const number = attempt ?? (await lastAttempt(context, id));
    const { text } = await context.api()(CURL, { params: { id, number } });
    context.print(context.json ? JSON.stringify({ curl: text }) : text.trimEnd());
  },
});

const REQUEST = "GET /api/v1/deliveries/{id}/attempts/{number}/request";

const body = command({
  name: "deliveries body",
  summary: "Print the body that an attempt sent",
  routes: [REQUEST, "GET /api/v1/deliveries/{id}"],
  positionals: attemptOf,
  examples: [["deliveries body dlv_… 1", "Print the body of the first attempt"]],
  async run({ delivery: id, attempt }, context) {
    const number = attempt ?? (await lastAttempt(context, id));
    const { text } = await context.api()(REQUEST, { params: { id, number } });
    const { body: sent, asSent } = JSON.parse(text);
    context.print(context.json ? text : context.io.stdout.isTTY ? safeJson(sent) : sent);
    if (!asSent) context.note("The subscription has changed since: the attempt sent another body.");
  },
});

async function lastAttempt(context: Context, id: string): Promise<number> {
  const { text } = await context.api()("GET /api/v1/deliveries/{id}", { params: { id } });
  const { attemptCount } = JSON.parse(text);
  if (!attemptCount) throw failed(`${id} has no attempts yet`);
  return attemptCount;
}

export const deliveryCommands = [list, show, retry, cancel, watch, body, curl];
