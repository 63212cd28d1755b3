import { command, creating, paging, polling, timeRange } from "../command.ts";
import type { Context } from "../context.ts";
import { failed, usage } from "../errors.ts";
import { bodyOf, timesOf } from "../input.ts";
import { listing } from "../listing.ts";
import { progress } from "../output/progress.ts";
import type { Column } from "../output/table.ts";
import { valueText } from "../output/text.ts";
import { type Polling, pollUntil } from "../poll.ts";
import { waitingNote } from "../waiting-note.ts";

const replay = { replay: { help: "ID of the replay" } } as const;
/** The states that the API can list. */
const REPLAY_STATES = ["running", "paused", "completed", "cancelled", "failed"] as const;
const ONE = "GET /api/v1/replays/{id}";

const create = command({
  name: "replays create",
  summary: "Resend events that a subscription missed",
  routes: ["POST /api/v1/replays", ONE],
  positionals: { subscription: { help: "ID of the subscription", optional: true } },
  options: {
    ...timeRange,
    states: { type: "list", help: "Any of exhausted, skipped (the defaults), cancelled, delivered, held" },
    types: { type: "list", help: "Event types to resend (default all)" },
    filter: { type: "string", help: "Condition on events, a CEL expression" },
    "include-unmatched": { type: "boolean", help: "Also send events that match only the current settings" },
    "rate-per-second": { type: "number", help: "Maximum number of events per second, up to 1000 (default 100)" },
    "dry-run": { type: "boolean", help: "Count the events without sending them" },
    watch: { type: "boolean", help: "Watch the replay until it ends" },
    ...creating,
  },
  examples: [
    ["replays create sub_… --since 6h --dry-run", "Count the events that the subscription missed in the last 6 hours"],
    ["replays create sub_… --since 6h --watch", "Resend these events and watch the progress"],
    [
      "replays create sub_… --since 3d --until 2d --states delivered --types 'invoice.paid'",
      "Resend events that were delivered three days ago",
    ],
  ],
  async run({ subscription, since, until, watch, data, "idempotency-key": key, ...args }, context) {
    if (since === undefined && data === undefined)
      throw usage("missing: --since", "Set how far back to go, such as --since 6h.");
    const fields = {
      subscriptionId: subscription,
      ...timesOf({ since, until }, context.io.now()),
      states: args.states,
      types: args.types,
      filter: args.filter,
      includeUnmatched: args["include-unmatched"],
      ratePerSecond: args["rate-per-second"],
      dryRun: args["dry-run"],
    };
    const body = await bodyOf(data, fields, context.io);
    const answer = await context.api()("POST /api/v1/replays", { body, headers: { "idempotency-key": key } });
    const { id } = JSON.parse(answer.text);
    // A dry run creates no replay.
    if (watch && id) await watchReplay(context, id, {});
    else context.show(answer);
  },
});

const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  { title: "STATE", value: "state", state: true },
  { title: "SUBSCRIPTION", value: "subscriptionId" },
  { title: "REPLAYED", value: ({ progress }) => valueText((progress as Progress | undefined)?.replayed) },
  { title: "SINCE", value: "since" },
  { title: "CREATED", value: "createdAt" },
];

const list = command({
  name: "replays list",
  summary: "List replays, newest first",
  routes: ["GET /api/v1/replays"],
  options: { subscription: { type: "string", help: "ID of the subscription" }, ...paging },
  examples: [["replays list", "List replays and their progress"]],
  run: ({ subscription: subscriptionId, ...args }, context) =>
    listing(context, args, {
      route: "GET /api/v1/replays",
      query: { subscriptionId },
      columns: COLUMNS,
    }),
});

const listAll = command({
  name: "replays list-all",
  summary: "List the replays of all tenants, newest first (operator's key)",
  routes: ["GET /api/v1/overview/replays"],
  options: {
    state: { type: "string", help: "State of the replays", choices: REPLAY_STATES },
    ...paging,
  },
  examples: [["replays list-all --state running", "See which replays run now, and how far they are"]],
  run: ({ state, ...args }, context) =>
    listing(context, args, {
      owner: "admin",
      route: "GET /api/v1/overview/replays",
      query: { state },
      columns: [{ title: "TENANT", value: "tenantId", flexible: true }, ...COLUMNS],
    }),
});

const show = command({
  name: "replays show",
  summary: "Show a replay",
  routes: [ONE],
  positionals: replay,
  examples: [["replays show rpl_…", "Show the settings and the progress of a replay"]],
  async run({ replay: id }, context) {
    context.show(await context.api()(ONE, { params: { id } }));
  },
});

const STEERING = [
  ["pause", "Pause a replay", "Pause a replay after its current page"],
  ["resume", "Resume a paused replay", "Continue a replay where it was paused"],
  ["cancel", "Cancel a replay permanently", "Stop a replay after its current page"],
] as const;

const steering = STEERING.map(([verb, summary, comment]) =>
  command({
    name: `replays ${verb}`,
    summary,
    routes: [`POST /api/v1/replays/{id}/${verb}`],
    positionals: replay,
    examples: [[`replays ${verb} rpl_…`, comment]],
    async run({ replay: id }, context) {
      context.show(await context.api()(`POST /api/v1/replays/{id}/${verb}`, { params: { id } }));
    },
  }),
);

const watch = command({
  name: "replays watch",
  summary: "Watch a replay until it ends",
  routes: [ONE],
  positionals: replay,
  options: polling,
  examples: [["replays watch rpl_…", "Watch a replay with a progress bar"]],
  run: ({ replay: id, interval, timeout }, context) => watchReplay(context, id, { interval, timeout }),
});

interface Progress {
  replayed?: number;
  /** The time of receipt of the last event that the replay read. It reads the oldest events first. */
  reachedAt?: string;
}

interface Replay {
  state: string;
  reason?: string;
  since: string;
  until: string;
  progress?: Progress;
}

/** Watches until the replay is no longer running. A paused replay ends the watch too: only a person can resume it. */
async function watchReplay(context: Context, id: string, limits: Polling): Promise<void> {
  const call = context.api();
  const bar = progress(context);
  try {
    const look = async () => {
      const answer = await call(ONE, { params: { id } });
      const replay = JSON.parse(answer.text) as Replay;
      const percent = percentOf(replay);
      bar.update(percent, 100, `${percent}% of the time range, ${replay.progress?.replayed ?? 0} replayed`);
      return replay.state === "running" ? undefined : answer;
    };
    const words = () => ({ until: `${id} ends`, after: "The replay continues." });
    const answer = await pollUntil(context.io, limits, look, waitingNote(context, bar, words));
    bar.stop();
    context.show(answer);
    const { state, reason } = JSON.parse(answer.text) as Replay;
    if (state !== "completed") throw failed(`${id} is ${state}`, ...(reason ? [reason] : []));
  } finally {
    bar.stop();
  }
}

/** The progress through the time range. The number of events is unknown, because nothing counts them beforehand. */
function percentOf({ since, until, progress: { reachedAt } = {} }: Replay): number {
  const [from, to, at] = [since, until, reachedAt ?? since].map((time) => Date.parse(time));
  const part = from === undefined || to === undefined || at === undefined ? 0 : (at - from) / (to - from);
  return Math.round(100 * Math.min(1, Math.max(0, part || 0)));
}

export const replayCommands = [create, list, listAll, show, ...steering, watch];
