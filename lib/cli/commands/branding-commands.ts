import type { Api } from "../api-client.ts";
import { command } from "../command.ts";
import { usage } from "../errors.ts";
import { bodyOf } from "../input.ts";
import { readLogoFile } from "../logo/read-logo.ts";

const tenant = {
  tenant: { help: "ID of the tenant; left out, the branding of tenants without their own", optional: true },
} as const;

const show = command({
  name: "portal branding",
  summary: "Show how the portal looks (operator's key)",
  routes: ["GET /api/v1/portal-branding", "GET /api/v1/tenants/{id}/portal-branding"],
  positionals: tenant,
  examples: [
    ["portal branding acme", "What is set for one tenant"],
    ["portal branding", "What all others have"],
  ],
  async run({ tenant: id }, context) {
    context.show(await callBranding(context.api("admin"), "GET", id));
  },
});

const brand = command({
  name: "portal brand",
  summary: "Set the portal's accent colour, theme and logo (operator's key)",
  routes: ["PATCH /api/v1/portal-branding", "PATCH /api/v1/tenants/{id}/portal-branding"],
  positionals: tenant,
  options: {
    accent: { type: "string", help: "Colour of links and main buttons, such as '#0a6a5c'" },
    theme: { type: "string", help: "Colours for everybody, or each user's own", choices: ["light", "dark", "system"] },
    logo: { type: "string", help: "File with a PNG (at most 32 kB), or an SVG, which becomes a PNG" },
    clear: { type: "list", help: "Fields to clear: accent, theme, logo" },
  },
  examples: [
    ["portal brand --accent '#635bff' --theme system", "How the portal looks to all tenants"],
    ["portal brand acme --clear accent,theme", "Go back to that for one of them"],
  ],
  async run({ tenant: id, accent, theme, logo, clear = [] }, context) {
    const unknown = clear.find((name) => !FIELDS.includes(name));
    if (unknown !== undefined) throw usage(`--clear takes ${FIELDS.join(", ")}, not ${unknown}`);
    const cleared = Object.fromEntries(clear.map((name) => [name, null]));
    const image =
      logo === undefined ? {} : { logo: { png: (await readLogoFile(logo, context.io)).toString("base64") } };
    const body = await bodyOf(undefined, { accent, theme, ...image, ...cleared }, context.io);
    if (body === "{}") throw usage("nothing to change: give --accent, --theme, --logo or --clear");
    context.show(await callBranding(context.api("admin"), "PATCH", id, body));
  },
});

const FIELDS = ["accent", "theme", "logo"];

const callBranding = (call: Api, method: "GET" | "PATCH", id: string | undefined, body?: string) =>
  id === undefined
    ? call(`${method} /api/v1/portal-branding`, { body })
    : call(`${method} /api/v1/tenants/{id}/portal-branding`, { params: { id }, body });

export const brandingCommands = [show, brand];
