import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { membersOf } from "../../client/members-of.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { useConsole } from "../console-context.ts";

/** A replay, and whose it is. */
export type TenantsReplay = components["schemas"]["TenantsReplay"];

export const STATE_CHOICES = membersOf<TenantsReplay["state"]>({
  running: true,
  paused: true,
  failed: true,
  completed: true,
  cancelled: true,
});

/** The query key of the replays of all tenants. */
export const ALL_REPLAYS = ["all-replays"] as const;

/** The replays of all tenants in a state, or all of them. They are read again, more often while one runs. */
export function useAllReplays(state: string): LoadedPages<TenantsReplay> {
  const { api } = useConsole();
  const known = STATE_CHOICES.find((one) => one === state);
  return usePages<TenantsReplay>({
    key: [...ALL_REPLAYS, known],
    read: (page, signal) => {
      const query = { ...page, limit: 50, ...(known && { state: known }) };
      return answered(api.GET("/api/v1/overview/replays", { params: { query }, signal }));
    },
    everyMs: (items) => pollEvery(items.some((replay) => replay.state === "running")),
  });
}
