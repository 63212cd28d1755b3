/** A tenant to start with, and its API key. */
export interface DemoTenant {
  tenantId: string;
  apiKey: string;
}

const TENANT = { id: "demo", name: "Demo" };

/**
 * Ensures, through the API, that the demo tenant exists and has a key. Keeps the known key if it still works. Throws
 * when the API rejects a call.
 */
export async function ensureDemoTenant(api: string, adminKey: string, known: Partial<DemoTenant>): Promise<DemoTenant> {
  if (known.apiKey && known.tenantId && (await works(api, known.apiKey))) {
    return { tenantId: known.tenantId, apiKey: known.apiKey };
  }
  const created = await call(api, "POST", "/api/v1/tenants", adminKey, TENANT);
  if (created.status !== 201 && created.status !== 409) throw await refused("create a tenant", created);
  const keyed = await call(api, "POST", `/api/v1/tenants/${TENANT.id}/api-keys`, adminKey, { name: "twin" });
  if (keyed.status !== 201) throw await refused("create an API key", keyed);
  const { key } = (await keyed.json()) as { key: string };
  return { tenantId: TENANT.id, apiKey: key };
}

const works = async (api: string, key: string): Promise<boolean> =>
  (await call(api, "GET", "/api/v1/subscriptions", key)).ok;

function call(api: string, method: string, path: string, key: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return fetch(`${api}${path}`, { method, headers, body: body && JSON.stringify(body) });
}

async function refused(what: string, response: Response): Promise<Error> {
  return new Error(`could not ${what}: ${response.status} ${await response.text()}`);
}
