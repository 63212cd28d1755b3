import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { useTenant } from "../tenant-context.ts";

export type WebhookReplay = components["schemas"]["Replay"];

/** The query key of an endpoint's replays. */
export const replaysKey = (endpointId: string) => ["replays", endpointId] as const;

const MOST_SHOWN = 50;

/** The latest replays of an endpoint. They are read again and again, more often while one runs. */
export function useReplays(endpointId: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: replaysKey(endpointId),
    queryFn: ({ signal }) => {
      const params = { query: { subscriptionId: endpointId, limit: MOST_SHOWN } };
      return answered(api.GET("/api/v1/replays", { params, signal }));
    },
    refetchInterval: ({ state: { data } }) => pollEvery(!!data?.data.some(({ state }) => state === "running")),
  });
}
