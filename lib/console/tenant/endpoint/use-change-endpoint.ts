import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";
import { endpointKey } from "./use-endpoint.ts";

type EndpointChange = components["schemas"]["SubscriptionChange"];

/** Changes fields of an endpoint. Afterwards, pages show it as it is then. */
export function useChangeEndpoint(id: string) {
  const { api } = useTenant();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: EndpointChange) =>
      answered(api.PATCH("/api/v1/subscriptions/{id}", { params: { path: { id } }, body })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: endpointKey(id) }),
        queries.invalidateQueries({ queryKey: ["endpoints"] }),
      ]),
  });
}
