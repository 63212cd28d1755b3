import { command, paging, timeRange } from "../command.ts";
import { timesOf } from "../input.ts";
import { listing } from "../listing.ts";
import { actorText, changeText } from "../output/audit-text.ts";

const list = command({
  name: "audit list",
  summary: "List who changed what, newest first (operator's key); --tenant lists one tenant's",
  routes: ["GET /api/v1/audit"],
  options: {
    action: { type: "string", help: "Action: the operationId of a request, such as updateSubscription" },
    "resource-type": { type: "string", help: "Type of what was changed, such as subscription or tenant" },
    resource: { type: "string", help: "ID or name of what was changed" },
    actor: { type: "string", help: "ID of the key that made the change, admin or posthorn" },
    ...timeRange,
    ...paging,
  },
  examples: [
    ["audit list --since 1d", "See what was changed since yesterday"],
    ["audit list --tenant acme --action showSecret", "See who read a tenant's secrets"],
    ["audit list --resource sub_… --json", "See the history of a subscription, with the fields before and after"],
  ],
  run: ({ action, "resource-type": resourceType, resource, actor, since, until, ...args }, context) =>
    listing(context, args, {
      owner: "admin",
      route: "GET /api/v1/audit",
      query: {
        tenantId: context.flags.tenant,
        action,
        resourceType,
        resourceId: resource,
        actor,
        ...timesOf({ since, until }, context.io.now()),
      },
      columns: [
        { title: "AT", value: "at" },
        { title: "WHO", value: actorText, flexible: true },
        { title: "ACTION", value: "action" },
        { title: "TENANT", value: "tenantId", flexible: true },
        { title: "RESOURCE", value: ({ resource: what }) => String((what as { id?: unknown } | undefined)?.id ?? "") },
        { title: "CHANGED", value: changeText, flexible: true },
      ],
    }),
});

export const auditCommands = [list];
