import { readFileSync } from "node:fs";
import { type ApiCall, type CatalogFile, loadCatalog } from "./load-catalog.ts";

const USAGE = "Usage: POSTHORN_API=<url> POSTHORN_ADMIN_KEY=<key> npm run load -- <file.json>";

/** The `npm run load` command: brings the event types of a file into a stack, or into a twin. */
export async function runLoad([path]: string[], env = process.env): Promise<void> {
  const { POSTHORN_API: api, POSTHORN_ADMIN_KEY: key } = env;
  try {
    if (!path || !api || !key) throw new Error(USAGE);
    const count = await loadCatalog(JSON.parse(readFileSync(path, "utf8")) as CatalogFile, apiCall(api, key));
    console.log(`${count} types loaded from ${path}`);
  } catch (error) {
    console.error(`posthorn: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

const apiCall =
  (api: string, key: string): ApiCall =>
  async (method, path, body) => {
    const response = await fetch(`${api.replace(/(\/api\/v1)?\/?$/, "")}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
