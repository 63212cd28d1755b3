import { command, paging, window } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, failed, usage } from "../errors.ts";
import { instant, isStdin, stdinBytes } from "../input.ts";
import { listing } from "../listing.ts";
import type { Row } from "../output/api-object.ts";
import { attemptLines } from "../output/attempts.ts";
import { deliveryStates, paintState } from "../output/colour.ts";
import type { Column } from "../output/table.ts";
import { safeText } from "../output/text.ts";
import { WATCHED, watchDeliveries } from "../watch-deliveries.ts";

const delivery = { delivery: { does: "the delivery's id" } } as const;

const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  { title: "STATE", value: "state", state: true },
  { title: "TYPE", value: "type", flexible: true },
  { title: "ATTEMPTS", value: ({ attemptCount }) => String(attemptCount || "") },
  { title: "LAST", value: ({ failure, lastStatus }) => String(failure ?? lastStatus ?? "") },
  { title: "UPDATED", value: "updatedAt" },
  { title: "NEXT ATTEMPT", value: "nextAttemptAt" },
];

const BY_SUBSCRIPTION = "GET /api/v1/subscriptions/{id}/deliveries";
const BY_EVENT = "GET /api/v1/events/{id}/deliveries";

const list = command({
  name: "deliveries list",
  does: "Lists deliveries of a subscription, newest first, or of an event",
  routes: [BY_SUBSCRIPTION, BY_EVENT],
  options: {
    subscription: { type: "string", does: "of this subscription" },
    event: { type: "string", does: "of this event" },
    state: { type: "string", does: `in this state: ${deliveryStates.join(", ")}` },
    failure: { type: "string", does: "that failed so: connect, timeout-headers, http-503; with --subscription" },
    type: { type: "string", does: "of events of this type; with --subscription" },
    ...window,
    ...paging,
  },
  examples: [
    ["deliveries list --event evt_…", "what became of an event"],
    ["deliveries list --subscription sub_… --state exhausted --since 6h", "what an outage has left"],
    [
      "deliveries list --subscription sub_… --failure http-503 --ids --all | posthorn deliveries retry -",
      "and try all of that again",
    ],
  ],
  run({ subscription, event, state, failure, type, since, until, ...args }, context) {
    const id = subscription ?? event;
    if (!id || (subscription && event)) throw usage("give either --subscription or --event");
    const nowMs = context.io.now();
    const times = { since: instant(since, "--since", nowMs), until: instant(until, "--until", nowMs) };
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
  does: "Shows a delivery with each of its attempts",
  routes: ["GET /api/v1/deliveries/{id}"],
  positionals: delivery,
  options: { verbose: { type: "boolean", does: "with headers, timings and the beginning of each answer" } },
  examples: [["deliveries show dlv_…", "what was tried, and why it failed in plain words"]],
  async run({ delivery: id, verbose }, context) {
    const answer = await context.api()("GET /api/v1/deliveries/{id}", { params: { id } });
    context.show(answer, ({ attempts, ...row }) => {
      const lines = (attempts as Row[]).flatMap((attempt) => attemptLines(attempt, context.paint, verbose));
      return [context.view(row), ...(lines.length > 0 ? ["", ...lines] : [])].join("\n");
    });
  },
});

const retry = command({
  name: "deliveries retry",
  does: "Tries deliveries again from the start, with today's settings",
  routes: ["POST /api/v1/deliveries/{id}/retry", ...WATCHED],
  positionals: { delivery: { does: "ids, or - for those on stdin", many: true } },
  options: { watch: { type: "boolean", does: "wait, and show each attempt, until all have ended" } },
  examples: [
    ["deliveries retry dlv_… --watch", "and see what comes of it"],
    ["deliveries retry - < ids.txt", "many"],
  ],
  async run({ delivery: given, watch }, context) {
    const ids = await idsOf(given, context);
    const retried = await each(ids, context, "POST /api/v1/deliveries/{id}/retry");
    if (watch && ids.length > 0) await watchDeliveries(context, ids, {}, retried);
  },
});

const cancel = command({
  name: "deliveries cancel",
  does: "Gives up deliveries that wait",
  routes: ["POST /api/v1/deliveries/{id}/cancel"],
  positionals: { delivery: { does: "ids, or - for those on stdin", many: true } },
  examples: [["deliveries cancel dlv_…", "no attempt follows"]],
  async run({ delivery: given }, context) {
    const ids = await idsOf(given, context);
    await each(ids, context, "POST /api/v1/deliveries/{id}/cancel");
  },
});

async function idsOf(given: string[], { io, note }: Context): Promise<string[]> {
  if (!isStdin(given.join())) return given;
  const ids = (await stdinBytes(io)).toString().split(/\s+/).filter(Boolean);
  if (ids.length === 0) note("Nothing to do.");
  return ids;
}

/**
 * One that is refused does not keep the others from being done. Resolves with the number of attempts that each
 * has had.
 */
async function each(ids: string[], context: Context, route: string): Promise<Map<string, number>> {
  const done = new Map<string, number>();
  for (const id of ids) {
    try {
      const { text } = await context.api()(route, { params: { id } });
      const { state, attemptCount } = JSON.parse(text);
      context.print(context.json ? text : `${id}  ${paintState(context.paint, state)}`);
      done.set(id, attemptCount);
    } catch (error) {
      // Where there is only one, or the API is gone, there is nothing to go on with.
      if (!(error instanceof CliError) || error.exitCode !== 1 || ids.length === 1) throw error;
      context.io.stderr.write(`${id}  ${safeText(error.message)}\n`);
    }
  }
  if (done.size < ids.length) throw failed(`${ids.length - done.size} of ${ids.length} were refused`);
  return done;
}

const watch = command({
  name: "deliveries watch",
  does: "Shows each attempt as it is made, until all have ended",
  routes: WATCHED,
  positionals: { id: { does: "ids of deliveries or events", many: true } },
  options: {
    interval: { type: "number", does: "seconds between looks (1)" },
    timeout: { type: "number", does: "seconds after which to give up" },
  },
  examples: [
    ["deliveries watch evt_…", "all deliveries of an event"],
    ["deliveries watch dlv_… --timeout 60", "for a minute at most"],
  ],
  run: ({ id, interval, timeout }, context) => watchDeliveries(context, id, { interval, timeout }),
});

const CURL = "GET /api/v1/deliveries/{id}/attempts/{number}/curl";

const curl = command({
  name: "deliveries curl",
  does: "Prints a signed curl command that repeats an attempt",
  routes: [CURL, "GET /api/v1/deliveries/{id}"],
  positionals: { ...delivery, attempt: { does: "its number, the last one when left out", optional: true } },
  examples: [
    ["deliveries curl dlv_…", "to look at it: it holds a signature that a receiver accepts"],
    ["deliveries curl dlv_… 1 | sh", "to do it"],
  ],
  async run({ delivery: id, attempt }, context) {
    const number = attempt ?? (await lastAttempt(context, id));
    const { text } = await context.api()(CURL, { params: { id, number } });
    context.print(context.json ? JSON.stringify({ curl: text }) : text.trimEnd());
  },
});

async function lastAttempt(context: Context, id: string): Promise<number> {
  const { text } = await context.api()("GET /api/v1/deliveries/{id}", { params: { id } });
  const { attemptCount } = JSON.parse(text);
  if (!attemptCount) throw failed(`${id} has not been tried yet`);
  return attemptCount;
}

export const deliveryCommands = [list, show, retry, cancel, watch, curl];
