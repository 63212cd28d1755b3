import { useQuery } from "@tanstack/react-query";
import { answered } from "../../../client/api-client.ts";
import { pollEvery } from "../../../client/live.ts";
import type { TimeRange } from "../../../client/time-range.ts";
import { seriesQuery } from "../../../components/charts/chart-ranges.ts";
import { useTenant } from "../../tenant-context.ts";

/** What an endpoint's deliveries did in a range that ends now: by the minute in an hour, else by the hour. */
export function useSeries(id: string, range: TimeRange) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["series", id, range],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: seriesQuery(range) };
      return answered(api.GET("/api/v1/subscriptions/{id}/timeseries", { params, signal }));
    },
    refetchInterval: pollEvery(false),
  });
}
