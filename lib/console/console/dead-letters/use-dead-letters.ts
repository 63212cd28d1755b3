import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { useConsole } from "../console-context.ts";

export type ListedLetter = components["schemas"]["DeadLetter"];

/** The query key of the dead letters. */
export const DEAD_LETTERS = ["dead-letters"] as const;

/** @param waiting a redrive was requested, so letters leave the list within minutes */
export function useDeadLetters(waiting: boolean): LoadedPages<ListedLetter> {
  const { api } = useConsole();
  return usePages<ListedLetter>({
    key: DEAD_LETTERS,
    read: (query, signal) => answered(api.GET("/api/v1/dead-letters", { params: { query }, signal })),
    everyMs: pollEvery(waiting),
  });
}
