import { useQuery } from "@tanstack/react-query";
import type { components } from "../../../client/api.d.ts";
import { type ApiClient, answered } from "../../../client/api-client.ts";
import { isNotFound } from "../../../client/problem.ts";
import { runEach } from "../../../client/run-each.ts";
import { readEvent } from "../../../tenant/events/read-event.ts";
import { type ConsoleUse, useConsole } from "../../console-context.ts";

/** So many events are checked. */
const MOST = 100;

/** The events of so many tenants are looked at, if nobody chooses one. The API lists the newest tenants first. */
const MOST_TENANTS = 20;

/** An event of a type, with its data as JSON text. */
export interface RecentEvent {
  id: string;
  tenantId: string;
  receivedAt: string;
  data: string;
}

export interface RecentEvents {
  events: readonly RecentEvent[];
  /** The tenants whose events were looked at, in the order of their list. */
  tenants: readonly string[];
  /** There are further tenants, whose events weren't looked at. */
  more: boolean;
}

/**
 * The newest events of a type: of one tenant, or of the newest tenants. Events are listed by tenant, so looking at all of
 * a thousand tenants would take a thousand requests. It also reads many events of other types if this one is rare, so
 * nothing is read until `refetch` is called.
 */
export function useRecentEvents(type: string, tenantId: string) {
  const use = useConsole();
  return useQuery({
    queryKey: ["recent-events", type, tenantId],
    enabled: false,
    gcTime: 0,
    queryFn: ({ signal }) => recentEvents(use, type, tenantId, signal),
  });
}

async function recentEvents(
  { api, apiFor }: Pick<ConsoleUse, "api" | "apiFor">,
  type: string,
  tenantId: string,
  signal: AbortSignal,
): Promise<RecentEvents> {
  const { tenants, more } = tenantId ? { tenants: [tenantId], more: false } : await newestTenants(api, signal);
  const heads: Head[] = [];
  await all(tenants, async (id) => {
    const found = headsOf(apiFor(id), id, type, signal);
    // A tenant that somebody chose should exist. One of a list may have been deleted since.
    heads.push(...((await (tenantId ? found : unlessGone(found))) ?? []));
  });
  const newest = heads.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).slice(0, MOST);
  const data = new Map<string, string | undefined>();
  const byId = new Map(newest.map((head) => [`${head.tenantId} ${head.id}`, head]));
  await all([...byId.keys()], async (key) => {
    const head = byId.get(key);
    if (head) data.set(key, (await unlessGone(readEvent(apiFor(head.tenantId), head.id, signal)))?.dataText);
  });
  const events = [...byId].flatMap(([key, head]) => {
    const text = data.get(key);
    return text === undefined ? [] : [{ ...head, data: text }];
  });
  return { events, tenants, more };
}

type Head = Pick<components["schemas"]["EventHead"], "id" | "receivedAt"> & { tenantId: string };

/** Does something for each id, a few at a time. Rejects with the first failure. */
async function all(ids: readonly string[], act: (id: string) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  await runEach(ids, act, ({ error }) => {
    if (error !== undefined) failures.push(error);
  });
  if (failures.length > 0) throw failures[0];
}

/** An answer about something that was in a list. Undefined if it is there no more. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function newestTenants(api: ApiClient, signal: AbortSignal): Promise<{ tenants: string[]; more: boolean }> {
  const page = await answered(api.GET("/api/v1/tenants", { params: { query: { limit: MOST_TENANTS } }, signal }));
  return { tenants: page.data.map(({ id }) => id), more: page.next !== null };
}

async function headsOf(api: ApiClient, tenantId: string, type: string, signal: AbortSignal): Promise<Head[]> {
  const page = await answered(api.GET("/api/v1/events", { params: { query: { type, limit: MOST } }, signal }));
  return page.data
    .filter(({ test, contentErasedAt }) => !test && !contentErasedAt)
    .map(({ id, receivedAt }) => ({ id, receivedAt, tenantId }));
}
