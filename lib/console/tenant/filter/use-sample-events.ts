import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { patternMatches } from "../../../core/matching/event-types.ts";
import type { InputEvent } from "../../../core/matching/expression-input.ts";
import type { components } from "../../client/api.d.ts";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { type CatalogTypes, useCatalog } from "../catalog/use-catalog.ts";
import { readEvent } from "../events/read-event.ts";
import { useTenant } from "../tenant-context.ts";

type EventHead = components["schemas"]["EventHead"];

/** So many recent events are tried. */
const MOST = 20;

/** Up to so many types are asked for one by one. For more, and for wildcards, the newest events of all types are read. */
const MOST_TYPES = 5;

/** So many events are read at a time. */
const AT_ONCE = 4;

const FRESH_MS = 30_000;

/** The kinds of events to try a filter on. */
export type SampleKind = "recent" | "examples";

/** Events to try a filter on. */
export interface Samples {
  events: readonly InputEvent[];
  of: SampleKind;
  /** Chooses the kind. Absent if there is one kind only. */
  choose?: (kind: SampleKind) => void;
  /** Why there are no events: no type is chosen, or the chosen types have none. Absent while they are read. */
  reason?: "types" | "events";
}

const NO_EVENTS: readonly InputEvent[] = [];

/** The newest events of some types, or examples of them. Recent events are for users who may see events' data. */
export function useSampleEvents(patterns: readonly string[]): Samples {
  const [chosen, setChosen] = useState<SampleKind>("recent");
  const { data: catalog, isPending } = useCatalog();
  const names = patterns.join();
  const examples = useMemo(
    () => (catalog ? exampleEvents(names.split(",").filter(Boolean), catalog) : NO_EVENTS),
    [names, catalog],
  );
  const recent = useRecentEvents(patterns, catalog);
  const found = recent.data ?? NO_EVENTS;
  const of = found.length > 0 && (chosen === "recent" || examples.length === 0) ? "recent" : "examples";
  const isReading = isPending || recent.isLoading;
  return {
    // Examples that recent events replace a moment later would only flicker.
    events: of === "recent" ? found : isReading ? NO_EVENTS : examples,
    of,
    ...(found.length > 0 && examples.length > 0 && { choose: setChosen }),
    ...(!isReading && { reason: patterns.length === 0 ? "types" : "events" }),
  };
}

function useRecentEvents(patterns: readonly string[], catalog: CatalogTypes | undefined) {
  const { api, can } = useTenant();
  const types = catalog && typesBehind(patterns, catalog);
  return useQuery({
    queryKey: ["sample-events", types],
    enabled: can("view") && can("viewPayload") && types !== undefined && types.length > 0,
    queryFn: ({ signal }) => recentEvents(api, types ?? [], signal),
    staleTime: FRESH_MS,
  });
}

/** The patterns, with the types that the derived types among them derive from: their events have those types. */
export function typesBehind(patterns: readonly string[], { derived }: CatalogTypes): string[] {
  const origins = derived.filter(({ name }) => patterns.some((pattern) => patternMatches(pattern, name)));
  const names = new Set(derived.map(({ name }) => name));
  return [...new Set([...patterns.filter((pattern) => !names.has(pattern)), ...origins.map(({ from }) => from)])];
}

async function recentEvents(api: ApiClient, types: readonly string[], signal: AbortSignal): Promise<InputEvent[]> {
  const heads = await newestHeads(api, types, signal);
  const events: (InputEvent | undefined)[] = [];
  for (let at = 0; at < heads.length; at += AT_ONCE) {
    const group = heads.slice(at, at + AT_ONCE);
    events.push(...(await Promise.all(group.map((head) => withData(api, head, signal)))));
  }
  return events.filter((event) => event !== undefined);
}

async function newestHeads(api: ApiClient, types: readonly string[], signal: AbortSignal): Promise<EventHead[]> {
  const isNamed = types.length <= MOST_TYPES && types.every((type) => !type.endsWith("*"));
  const queries = isNamed ? types.map((type) => ({ type, limit: MOST })) : [{ limit: 100 }];
  const read = (query: { type?: string; limit: number }) =>
    answered(api.GET("/api/v1/events", { params: { query }, signal }));
  const pages = await Promise.all(queries.map(read));
  return pages
    .flatMap(({ data }) => data)
    .filter(({ type, test, contentErasedAt }) => !test && !contentErasedAt && isWanted(type, types))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))
    .slice(0, MOST);
}

/** Whether one of the patterns includes a type. */
export const isWanted = (type: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => patternMatches(pattern, type));

/** The event with its data exactly as it was sent. Undefined if it has none any more. */
async function withData(api: ApiClient, head: EventHead, signal: AbortSignal): Promise<InputEvent | undefined> {
  const { id, type, occurredAt } = head;
  const { dataText: data } = await readEvent(api, id, signal);
  return data === undefined ? undefined : { id, type, occurredAt, data };
}

/** An example event of each of some types that has one in the catalog. */
function exampleEvents(patterns: readonly string[], catalog: CatalogTypes): InputEvent[] {
  const wanted = typesBehind(patterns, catalog);
  return catalog.types.flatMap(({ name, exampleText }) => {
    const isShown = exampleText !== undefined && isWanted(name, wanted);
    return isShown ? [{ id: "evt_example", type: name, occurredAt: EXAMPLE_TIME, data: exampleText }] : [];
  });
}

const EXAMPLE_TIME = "2026-01-31T12:00:00.000Z";
