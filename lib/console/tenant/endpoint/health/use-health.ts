import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../../client/api.d.ts";
import { answered } from "../../../client/api-client.ts";
import { pollEvery } from "../../../client/live.ts";
import { useTenant } from "../../tenant-context.ts";
import { endpointKey } from "../use-endpoint.ts";

export type HealthOfEndpoint = components["schemas"]["EndpointHealth"];

const healthKey = (id: string) => ["health", id] as const;

/** The health of an endpoint. It is read again and again, more often while something waits. */
export function useHealth(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: healthKey(id),
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/subscriptions/{id}/health", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => pollEvery(!!data && (data.state !== "healthy" || data.held > 0)),
  });
}

export type HealthAct = "pause" | "resume" | "probe";

/** Pauses, resumes or probes an endpoint. */
export function useHealthAct(id: string) {
  const { api } = useTenant();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: HealthAct): Promise<HealthOfEndpoint> =>
      answered(api.POST(`/api/v1/subscriptions/{id}/${act}`, { params: { path: { id } } })),
    onSuccess: (health) => {
      queries.setQueryData(healthKey(id), health);
      return queries.invalidateQueries({ queryKey: endpointKey(id) });
    },
    onError: () => queries.invalidateQueries({ queryKey: healthKey(id) }),
  });
}
