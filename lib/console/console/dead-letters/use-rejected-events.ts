import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { useConsole } from "../console-context.ts";

export type ListedRejection = components["schemas"]["RejectedEvent"];

/** The query key of rejected events. */
export const REJECTIONS = ["rejected-events"] as const;

/** @param waiting events were queued again, so some may leave the list soon */
export function useRejectedEvents(waiting: boolean): LoadedPages<ListedRejection> {
  const { api } = useConsole();
  return usePages<ListedRejection>({
    key: [...REJECTIONS, "list"],
    read: (query, signal) => answered(api.GET("/api/v1/rejected-events", { params: { query }, signal })),
    everyMs: pollEvery(waiting),
  });
}

/** A rejected event with its text. */
export function useRejectedEvent(id: string, waiting: boolean) {
  const { api } = useConsole();
  return useQuery({
    queryKey: [...REJECTIONS, id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/rejected-events/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { error } }) => !error && pollEvery(waiting),
  });
}
