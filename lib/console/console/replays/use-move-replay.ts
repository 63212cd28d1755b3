import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReplayMove, requestMove } from "../../tenant/recover/replay-moves.ts";
import { useConsole } from "../console-context.ts";
import { ALL_REPLAYS, type TenantsReplay } from "./use-all-replays.ts";

export interface WishedMove {
  replay: TenantsReplay;
  move: ReplayMove;
}

/** Pauses, resumes or cancels a replay of any tenant. */
export function useMoveReplay() {
  const { apiFor } = useConsole();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ replay: { tenantId, id }, move }: WishedMove) => requestMove(apiFor(tenantId), id, move),
    onSettled: () => queries.invalidateQueries({ queryKey: ALL_REPLAYS }),
  });
}
