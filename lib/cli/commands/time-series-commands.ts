import { command, timeRange } from "../command.ts";
import type { Context } from "../context.ts";
import { timesOf } from "../input.ts";
import type { ApiObject } from "../output/api-object.ts";
import { type Column, table } from "../output/table.ts";

const SERIES = "GET /api/v1/subscriptions/{id}/timeseries";
const OVERVIEW = "GET /api/v1/overview";

const options = {
  resolution: {
    type: "string",
    help: "Points of a minute (kept 3 hours) or of an hour (default minute)",
    choices: ["minute", "hour"],
  },
  ...timeRange,
} as const;

const failuresOf = ({ failed }: ApiObject): string =>
  Object.entries((failed ?? {}) as Record<string, number>)
    .map(([group, count]) => `${group} ${count}`)
    .join(", ");

const percentile = (name: "p50" | "p95") => {
  return ({ latencyMs }: ApiObject): string => String((latencyMs as Record<string, number | null>)[name] ?? "");
};

const COLUMNS: Column[] = [
  { title: "AT", value: "at" },
  { title: "ATTEMPTS", value: "attempts" },
  { title: "DELIVERED", value: "delivered" },
  { title: "HELD", value: "held" },
  { title: "EXHAUSTED", value: "exhausted" },
  { title: "P50 MS", value: percentile("p50") },
  { title: "P95 MS", value: percentile("p95") },
  { title: "FAILED", value: failuresOf, flexible: true },
];

const TROUBLE: Column[] = [
  { title: "SUBSCRIPTION", value: "subscriptionId" },
  { title: "NAME", value: "name", flexible: true },
  { title: "TENANT", value: "tenantId", flexible: true },
  { title: "STATE", value: "state", state: true },
  { title: "SINCE", value: "since" },
];

const timeSeries = command({
  name: "subscriptions timeseries",
  summary: "Show what a subscription's deliveries did, by the minute or the hour",
  routes: [SERIES],
  positionals: { subscription: { help: "ID of the subscription" } },
  options,
  examples: [
    [
      "subscriptions timeseries sub_… --since 30m",
      "Show each minute of the last half hour in which something happened",
    ],
    ["subscriptions timeseries sub_… --resolution hour --since 7d --json", "Print each hour of a week as JSON"],
  ],
  async run({ subscription: id, resolution, since, until }, context) {
    const query = { resolution, ...timesOf({ since, until }, context.io.now()) };
    context.show(await context.api()(SERIES, { params: { id }, query }), (answer) => seriesText(context, answer));
  },
});

const overview = command({
  name: "overview",
  summary: "Show what all deliveries did, and endpoints in trouble (operator's key)",
  routes: [OVERVIEW],
  options,
  examples: [
    ["overview --since 15m", "See whether deliveries work now, and which endpoints are in trouble"],
    ["overview --tenant acme --resolution hour --since 24h", "See a tenant's last 24 hours"],
  ],
  async run({ resolution, since, until }, context) {
    const times = timesOf({ since, until }, context.io.now());
    const query = { tenantId: context.flags.tenant, resolution, ...times };
    context.show(await context.api("admin")(OVERVIEW, { query }), (answer) =>
      [seriesText(context, answer), troubleText(context, answer)].filter(Boolean).join("\n\n"),
    );
  },
});

const hasAny = ({ attempts, delivered, held, exhausted }: ApiObject): boolean =>
  [attempts, delivered, held, exhausted].some((count) => count !== 0);

/** People see the points with something, and the sum of all points in the last line. */
function seriesText(context: Context, { totals, points }: ApiObject): string {
  const some = (points as ApiObject[]).filter(hasAny);
  if (some.length === 0) return "Nothing happened in this time.";
  return drawn(context, [...some, { at: "total", ...(totals as ApiObject) }], COLUMNS);
}

function troubleText(context: Context, { endpoints, inFlight, oldestWaiting, deadLetters }: ApiObject): string {
  const { data, complete } = endpoints as { data: ApiObject[]; complete: boolean };
  const more = complete ? [] : [moreText(data)];
  const letters = deadLetters ? [`Dead letters: ${deadLetters}. See \`posthorn dead-letters list\`.`] : [];
  const waiting = [...flightText(inFlight), ...oldestText(oldestWaiting)];
  return [...(data.length > 0 ? [drawn(context, data, TROUBLE)] : []), ...more, ...waiting, ...letters].join("\n");
}

function moreText(shown: ApiObject[]): string {
  if (shown.length === 0) return "Not all endpoints were looked at.";
  const left = shown.flatMap(({ tenantId, more }) => (more ? [`${more} of ${tenantId}`] : []));
  return `There are more endpoints in trouble${left.length > 0 ? `: ${left.join(", ")}` : ""}.`;
}

const flightText = (inFlight: unknown): string[] => {
  const counts = Object.entries((inFlight ?? {}) as Record<string, number>).filter(([, count]) => count > 0);
  return counts.length === 0 ? [] : [`In flight: ${counts.map(([what, count]) => `${count} ${what}`).join(", ")}.`];
};

function oldestText(oldestWaiting: unknown): string[] {
  const { delivery } = (oldestWaiting ?? {}) as { delivery?: Record<string, string> };
  if (!delivery) return [];
  const { deliveryId, tenantId, state, createdAt } = delivery;
  return [`Oldest waiting: ${deliveryId} of ${tenantId}, ${state}, created at ${createdAt}.`];
}

const drawn = ({ io, paint }: Context, rows: ApiObject[], columns: Column[]): string =>
  table(rows, columns, { width: io.stdout.isTTY ? io.stdout.columns : undefined, paint });

export const timeSeriesCommands = [timeSeries, overview];
