import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";

/** The API calls it a subscription. */
export type WebhookEndpoint = components["schemas"]["Subscription"];

/** The query key of an endpoint. */
export const endpointKey = (id: string) => ["endpoint", id] as const;

/** An endpoint, as the API knows it. */
export function useEndpoint(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: endpointKey(id),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/subscriptions/{id}", { params: { path: { id } }, signal })),
  });
}
