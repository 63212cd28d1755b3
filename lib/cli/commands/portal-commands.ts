import { CAPABILITIES } from "../../core/portal/capabilities.ts";
import { command } from "../command.ts";
import { bodyOf, pairs } from "../input.ts";

const tenant = { tenant: { help: "ID of the tenant" } } as const;

const link = command({
  name: "portal link",
  summary: "Make a link to the portal for a customer (operator's key)",
  routes: ["POST /api/v1/tenants/{id}/portal-links"],
  positionals: tenant,
  options: {
    can: {
      type: "list",
      help: "Capabilities: view, viewPayload, viewSecret, manageSecret, manage, test, repair, or all (default view)",
    },
    metadata: { type: "many", help: "Only subscriptions with this metadata, 'name: value'; repeatable" },
    actor: { type: "string", help: "Whom your product has signed in" },
    "expires-in": { type: "number", help: "Seconds that the session lasts (default 3600)" },
    theme: { type: "string", help: "Colours for everybody, or each user's own", choices: ["light", "dark", "system"] },
    accent: { type: "string", help: "Colour of links and main buttons, such as '#0a6a5c'" },
    locale: { type: "string", help: "Language tag such as en or pt-BR" },
    next: { type: "string", help: "Path inside the portal where the session starts" },
    "refresh-url": { type: "string", help: "Page of yours that makes a new link" },
    data: { type: "string", help: "Request body as JSON: text, @file, or -; options override it" },
  },
  examples: [
    ["portal link acme", "Make a link to look at a customer's webhooks"],
    [
      "portal link acme --can view,manage,test --metadata 'agent: a1' --actor ann",
      "Let Ann set up one agent's webhooks",
    ],
  ],
  async run({ tenant: id, can, metadata, "expires-in": expiresInSeconds, data, ...options }, context) {
    const { actor, theme, accent, locale, next, "refresh-url": refreshUrl } = options;
    const scope = metadata && { metadata: pairs(metadata, "--metadata") };
    const asked = can?.includes("all") ? [...CAPABILITIES] : can;
    const capabilities = asked ?? (data === undefined ? ["view"] : undefined);
    const given = { capabilities, scope, actor, expiresInSeconds, theme, accent, locale, next, refreshUrl };
    const body = await bodyOf(data, given, context.io);
    context.show(await context.api("admin")("POST /api/v1/tenants/{id}/portal-links", { params: { id }, body }));
    context.note("The link works once, within 5 minutes.");
  },
});

const end = command({
  name: "portal end-sessions",
  summary: "End a tenant's sessions of the portal, effective immediately (operator's key)",
  routes: ["DELETE /api/v1/tenants/{id}/portal-sessions"],
  positionals: tenant,
  options: { actor: { type: "string", help: "Only the sessions of this actor" } },
  examples: [
    ["portal end-sessions acme --actor ann", "Sign one person out"],
    ["portal end-sessions acme", "Sign everybody out, and end links that nobody used"],
  ],
  confirm: ({ tenant: id, actor }) =>
    `End the portal sessions of ${actor === undefined ? "everybody" : actor} in ${id}?`,
  async run({ tenant: id, actor }, context) {
    await context.api("admin")("DELETE /api/v1/tenants/{id}/portal-sessions", { params: { id }, query: { actor } });
    context.note("Ended.");
  },
});

export const portalCommands = [link, end];
