import { readFileSync } from "node:fs";
import { loadEntry } from "../../../lib/cli/catalog/load-catalog-entry.ts";
import { readCatalog } from "../../../lib/cli/catalog/read-catalog.ts";
import { failed } from "../../../lib/cli/errors.ts";
import { httpRequest } from "../http-request.ts";
import { ADMIN, AT, memoryApiWithTenant } from "./memory-api.ts";
import { invocationContext } from "./memory-pipeline.ts";

/** The API and `ingest` on one world. The tenant `acme` can subscribe and send events. */
export async function choosing() {
  let nowMs = Date.parse(AT);
  const now = () => nowMs;
  const api = await memoryApiWithTenant("manage", { now });
  const { world, call, key, otherKey, ingest, intake, deliveries: queue } = api;

  const subscribe = async (fields: object): Promise<string> => {
    const body = { url: "https://receiver.example/hook", events: ["*"], ...fields };
    return (await call("POST /api/v1/subscriptions", { key, body })).body.id;
  };
  const send = async (body: object) => {
    const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body) });
    const answer = await ingest(request, invocationContext());
    return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? "null") };
  };
  /** Sends an event. Resolves with the types that matched, by subscription id. */
  const matchesOf = async (type: string, data: unknown): Promise<Record<string, string[]>> => {
    const { id } = (await send({ type, data })).body;
    const { data: found } = (await call("GET /api/v1/events/{id}/deliveries", { key, id })).body;
    return Object.fromEntries(
      found.map((d: { subscriptionId: string; matchedTypes: string[] }) => [d.subscriptionId, d.matchedTypes]),
    );
  };
  /** Loads the types in a file, as the CLI does. Resolves with their number. */
  const load = async (path: string): Promise<number> => {
    const entries = readCatalog(readFileSync(path, "utf8"));
    for (const entry of entries) {
      await loadEntry(entry, async (route, { params, body } = {}) => {
        const { status, text = "" } = await call(route, { key: ADMIN, ...(params && { id: String(params.id) }), body });
        if (status >= 300) throw failed(`${status} ${text}`);
        return { text, headers: new Headers() };
      });
    }
    return entries.length;
  };
  const operate = (route: string, body?: unknown, id?: string) => call(route, { key: ADMIN, body, id });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { world, call, key, otherKey, ingest, intake, queue, subscribe, send, matchesOf, load, operate, pass };
}
