import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { type ChartRange, seriesQuery } from "../../components/charts/chart-ranges.ts";
import { useConsole } from "../console-context.ts";

export type Overview = components["schemas"]["Overview"];

export type EndpointInTrouble = components["schemas"]["TroubledEndpoint"];

/** An overview, its range, and when it was read. */
export interface ReadOverview extends Overview {
  range: ChartRange;
  atMs: number;
}

/** What all deliveries did in a range that ends now, and what needs attention. Another range's stay until it is read. */
export function useOverview(range: ChartRange) {
  const { api } = useConsole();
  return useQuery({
    queryKey: ["overview", range],
    queryFn: async ({ signal }): Promise<ReadOverview> => {
      const overview = await answered(api.GET("/api/v1/overview", { params: { query: seriesQuery(range) }, signal }));
      return { ...overview, range, atMs: Date.now() };
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => pollEvery(!!data && isMoving(data)),
  });
}

const isMoving = ({ inFlight, endpoints }: Overview): boolean =>
  endpoints.data.length > 0 || Object.values(inFlight ?? {}).some((count) => count > 0);

/** The most alerts that are counted. */
const MOST_COUNTED = 100;

/** How many alerts are open, and whether there are no more. */
export function useOpenAlerts() {
  const { api } = useConsole();
  const query = { open: "true", limit: MOST_COUNTED } as const;
  return useQuery({
    queryKey: ["open-alerts"],
    queryFn: async ({ signal }) => {
      const { data, next } = await answered(api.GET("/api/v1/alerts", { params: { query }, signal }));
      return { count: data.length, complete: next === null };
    },
    refetchInterval: pollEvery(false),
  });
}
