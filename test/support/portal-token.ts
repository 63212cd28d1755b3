import type { memoryApi } from "./memory/memory-api.ts";

type Call = ReturnType<typeof memoryApi>["call"];

/** The tokens of a new portal session of a tenant. */
export async function portalTokens(call: Call, key: string, fields: object, id = "acme") {
  const body = { capabilities: ["view"], ...fields };
  const link = await call("POST /api/v1/tenants/{id}/portal-links", { key, id, body });
  if (link.status !== 201) throw new Error(`the link answered ${link.status}: ${link.text}`);
  const code = link.body.url.split("#code=")[1];
  const { body: tokens } = await call("POST /api/v1/portal/exchange", { body: { code } });
  return { code, ...tokens } as { code: string; accessToken: string; refreshToken: string; session: { id: string } };
}
