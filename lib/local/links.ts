import { CAPABILITIES } from "../core/portal/capabilities.ts";

interface LinkMaker {
  api: string;
  adminKey: string;
}

/** Makes a link that signs in to the console, and opens one of its pages. Rejects when the API rejects the call. */
export async function consoleLink(maker: LinkMaker, path = "/"): Promise<string> {
  const url = new URL(await link(maker, "console", "/console/links", {}));
  url.pathname = `/console${path}`;
  return url.href;
}

const DAY_SECONDS = 86_400;

/** Makes a link that opens the portal of a tenant for a day, with every capability. Rejects when the API rejects the call. */
export const portalLink = (maker: LinkMaker & { tenantId: string }, next = "/"): Promise<string> =>
  link(maker, "portal", `/tenants/${maker.tenantId}/portal-links`, {
    capabilities: CAPABILITIES,
    expiresInSeconds: DAY_SECONDS,
    next,
  });

async function link({ api, adminKey }: LinkMaker, what: string, path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
  const response = await fetch(`${api}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`could not make a link to the ${what}: ${response.status}`);
  return ((await response.json()) as { url: string }).url;
}
