import { command } from "../command.ts";
import type { Context } from "../context.ts";
import type { ApiObject } from "../output/api-object.ts";

const subscription = { subscription: { help: "ID of the subscription" } } as const;
const HEALTH = "GET /api/v1/subscriptions/{id}/health";

/** The number of held deliveries may be incomplete. */
const viewedBy =
  ({ view }: Pick<Context, "view">) =>
  ({ complete, ...row }: ApiObject): string =>
    view({ ...row, held: complete === false ? `${row.held} or more` : row.held });

const health = command({
  name: "subscriptions health",
  summary: "Show whether an endpoint works, and what is held",
  routes: [HEALTH],
  positionals: subscription,
  examples: [["subscriptions health sub_…", "Show why an endpoint fails, and when the next probe is due"]],
  async run({ subscription: id }, context) {
    context.show(await context.api()(HEALTH, { params: { id } }), viewedBy(context));
  },
});

const STEERING = [
  ["pause", "Pause a subscription (holds its deliveries)", "Hold all deliveries until the subscription is resumed"],
  ["resume", "Resume a paused subscription", "Send the held deliveries, oldest first"],
  ["probe", "Probe a failing endpoint now", "Send the oldest held delivery at once"],
] as const;

const steering = STEERING.map(([verb, summary, comment]) =>
  command({
    name: `subscriptions ${verb}`,
    summary,
    routes: [`POST /api/v1/subscriptions/{id}/${verb}`],
    positionals: subscription,
    examples: [[`subscriptions ${verb} sub_…`, comment]],
    async run({ subscription: id }, context) {
      const answer = await context.api()(`POST /api/v1/subscriptions/{id}/${verb}`, { params: { id } });
      context.show(answer, viewedBy(context));
    },
  }),
);

export const healthCommands = [health, ...steering];
