import { command, paging } from "../command.ts";
import { listing } from "../listing.ts";
import { alertText } from "../output/alert-text.ts";

const list = command({
  name: "alerts list",
  summary: "List alerts, newest first (operator's key); --tenant lists one tenant's",
  routes: ["GET /api/v1/alerts"],
  options: {
    subscription: { type: "string", help: "ID of a subscription that the alerts are about" },
    type: { type: "list", help: "Types of alerts, such as subscription.disabled" },
    open: { type: "boolean", help: "Only alerts of which what they say still holds" },
    ...paging,
  },
  examples: [
    ["alerts list --open", "See what needs attention now"],
    ["alerts list", "See which endpoints failed, recovered or were switched off"],
    ["alerts list --tenant acme --type subscription.failing,delivery.exhausted", "See what failed for a tenant"],
  ],
  run: ({ subscription, type, open, ...args }, context) =>
    listing(context, args, {
      owner: "admin",
      route: "GET /api/v1/alerts",
      query: {
        tenantId: context.flags.tenant,
        subscriptionId: subscription,
        type: type?.join(","),
        open: open ? "true" : undefined,
      },
      columns: [
        { title: "AT", value: "at" },
        { title: "TYPE", value: "type" },
        { title: "TENANT", value: "tenantId", flexible: true },
        { title: "SUBSCRIPTION", value: "subscriptionId" },
        { title: "WHAT", value: alertText, flexible: true },
      ],
    }),
});

export const alertCommands = [list];
