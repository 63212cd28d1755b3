import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { useConsole } from "../console-context.ts";

export type ShownKeyRing = components["schemas"]["KeyRing"];
export type KeyRingAct = "rotate" | "drop-old-keys";

const KEY_RING = ["key-ring"];

/** Whether Posthorn is changing the key ring. */
export const isChanging = ({ state }: ShownKeyRing): boolean => state !== "never-rotated" && state !== "completed";

/** The key ring's state and progress. */
export function useKeyRing() {
  const { api } = useConsole();
  return useQuery({
    queryKey: KEY_RING,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/key-ring", { signal })),
    refetchInterval: ({ state }) => pollEvery(state.data !== undefined && isChanging(state.data)),
  });
}

/** Begins a change of the key ring, which goes on in the background. */
export function useKeyRingAct(act: KeyRingAct) {
  const { api } = useConsole();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answered(api.POST(`/api/v1/key-ring/${act}`, { body: {} })),
    onSuccess: (ring) => void queries.setQueryData(KEY_RING, ring),
  });
}
