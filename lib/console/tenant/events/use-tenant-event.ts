import { useQuery } from "@tanstack/react-query";
import { useTenant } from "../tenant-context.ts";
import { readEvent } from "./read-event.ts";

/** An event. Takes any id from the wire. */
export function useTenantEvent(id: string) {
  const { api } = useTenant();
  return useQuery({ queryKey: ["event", id], queryFn: ({ signal }) => readEvent(api, id, signal) });
}
