import { answered } from "../../client/api-client.ts";
import type { TenantView } from "../tenant-context.ts";
import type { WebhookReplay } from "./use-replays.ts";

/** What somebody can do to a replay. */
export type ReplayMove = "pause" | "resume" | "cancel";

/** What can be done to a replay in a state. */
export function movesOf(state: WebhookReplay["state"]): ReplayMove[] {
  if (state === "running") return ["pause", "cancel"];
  return state === "paused" || state === "failed" ? ["resume", "cancel"] : [];
}

export const requestMove = (api: TenantView["api"], id: string, move: ReplayMove): Promise<WebhookReplay> =>
  answered(api.POST(`/api/v1/replays/{id}/${move}`, { params: { path: { id } } }));
