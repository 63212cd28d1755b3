import { command, creating, paging, window } from "../command.ts";
import type { Context } from "../context.ts";
import { failed, usage } from "../errors.ts";
import { bodyOf, instant } from "../input.ts";
import { listing } from "../listing.ts";
import { progress } from "../output/progress.ts";
import { valueText } from "../output/text.ts";
import { type Polling, polled } from "../poll.ts";

const replay = { replay: { does: "the replay's id" } } as const;
const ONE = "GET /api/v1/replays/{id}";

const create = command({
  name: "replays create",
  does: "Sends again what a subscription missed",
  routes: ["POST /api/v1/replays", ONE],
  positionals: { subscription: { does: "the subscription's id", optional: true } },
  options: {
    ...window,
    states: { type: "list", does: "of deliveries: exhausted, skipped, cancelled, delivered (exhausted, skipped)" },
    types: { type: "list", does: "of events of these types" },
    filter: { type: "string", does: "a CEL expression that events must meet" },
    "include-unmatched": { type: "boolean", does: "also what would match today's settings and did not then" },
    "rate-per-second": { type: "number", does: "at most so many, up to 1000 (100)" },
    "dry-run": { type: "boolean", does: "say what would be sent, and send nothing" },
    watch: { type: "boolean", does: "wait until it has ended" },
    ...creating,
  },
  examples: [
    ["replays create sub_… --since 6h --dry-run", "how much an outage and a switched-off time have left"],
    ["replays create sub_… --since 6h --watch", "send that again"],
    ["replays create sub_… --since 3d --until 2d --states delivered --types 'invoice.paid'", "once more"],
  ],
  async run({ subscription, since, until, watch, data, "idempotency-key": key, ...args }, context) {
    if (since === undefined && data === undefined) throw usage("missing: --since", "How far back? --since 6h, say.");
    const nowMs = context.io.now();
    const fields = {
      subscriptionId: subscription,
      since: instant(since, "--since", nowMs),
      until: instant(until, "--until", nowMs),
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
    // A dry run makes none.
    if (watch && id) await watchReplay(context, id, {});
    else context.show(answer);
  },
});

const list = command({
  name: "replays list",
  does: "Lists replays, newest first",
  routes: ["GET /api/v1/replays"],
  options: { subscription: { type: "string", does: "of this subscription" }, ...paging },
  examples: [["replays list", "with how far they are"]],
  run: ({ subscription: subscriptionId, ...args }, context) =>
    listing(context, args, {
      route: "GET /api/v1/replays",
      query: { subscriptionId },
      columns: [
        { title: "ID", value: "id" },
        { title: "STATE", value: "state", state: true },
        { title: "SUBSCRIPTION", value: "subscriptionId" },
        { title: "REPLAYED", value: ({ progress }) => valueText((progress as Progress | undefined)?.replayed) },
        { title: "SINCE", value: "since" },
        { title: "CREATED", value: "createdAt" },
      ],
    }),
});

const show = command({
  name: "replays show",
  does: "Shows a replay",
  routes: [ONE],
  positionals: replay,
  examples: [["replays show rpl_…", "what it sends, and how far it is"]],
  async run({ replay: id }, context) {
    context.show(await context.api()(ONE, { params: { id } }));
  },
});

const steering = (["pause", "resume", "cancel"] as const).map((verb) =>
  command({
    name: `replays ${verb}`,
    does: { pause: "Stops a replay for now", resume: "Goes on with it", cancel: "Ends it for good" }[verb],
    routes: [`POST /api/v1/replays/{id}/${verb}`],
    positionals: replay,
    examples: [[`replays ${verb} rpl_…`, "takes effect with its next page"]],
    async run({ replay: id }, context) {
      context.show(await context.api()(`POST /api/v1/replays/{id}/${verb}`, { params: { id } }));
    },
  }),
);

const watch = command({
  name: "replays watch",
  does: "Shows how far a replay is, until it has ended",
  routes: [ONE],
  positionals: replay,
  options: {
    interval: { type: "number", does: "seconds between looks (1)" },
    timeout: { type: "number", does: "seconds after which to give up" },
  },
  examples: [["replays watch rpl_…", "with a progress bar"]],
  run: ({ replay: id, interval, timeout }, context) => watchReplay(context, id, { interval, timeout }),
});

interface Progress {
  replayed?: number;
  /** When the latest that was looked at came: the oldest go first. */
  reachedAt?: string;
}

interface Replay {
  state: string;
  reason?: string;
  since: string;
  until: string;
  progress?: Progress;
}

/** Ends also when it is paused: it does not go on by itself. */
async function watchReplay(context: Context, id: string, polling: Polling): Promise<void> {
  const call = context.api();
  const bar = progress(context);
  try {
    const answer = await polled(context.io, polling, async () => {
      const answer = await call(ONE, { params: { id } });
      const replay = JSON.parse(answer.text) as Replay;
      const percent = percentOf(replay);
      bar.update(percent, 100, `${percent} % of the time, ${replay.progress?.replayed ?? 0} replayed`);
      return replay.state === "running" ? undefined : answer;
    });
    bar.stop();
    context.show(answer);
    const { state, reason } = JSON.parse(answer.text) as Replay;
    if (state !== "completed") throw failed(`${id} is ${state}`, ...(reason ? [reason] : []));
  } finally {
    bar.stop();
  }
}

/** How many there are nobody counts beforehand; how far it has come in its time is known. */
function percentOf({ since, until, progress: { reachedAt } = {} }: Replay): number {
  const [from, to, at] = [since, until, reachedAt ?? since].map((instant) => Date.parse(instant));
  const part = from === undefined || to === undefined || at === undefined ? 0 : (at - from) / (to - from);
  return Math.round(100 * Math.min(1, Math.max(0, part || 0)));
}

export const replayCommands = [create, list, show, ...steering, watch];
