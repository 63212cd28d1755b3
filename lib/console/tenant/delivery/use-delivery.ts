import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { useTenant } from "../tenant-context.ts";
import { isWaiting } from "./delivery-types.ts";

/** The query key of a delivery. */
export const deliveryQuery = (id: string) => ["delivery", id] as const;

/** A delivery with its attempts. It is read again and again, more often while it waits. */
export function useDelivery(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: deliveryQuery(id),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/deliveries/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => pollEvery(data !== undefined && isWaiting(data)),
  });
}
