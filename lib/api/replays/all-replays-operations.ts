import type { Clock } from "../../core/clock.ts";
import { isEndedState, type ReplayState, withoutStall } from "../../core/replay/replay.ts";
import type { AllReplays } from "../../core/replay/replay-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import type { allReplaysRoutes } from "./all-replays-routes.ts";
import { replayView } from "./replay-views.ts";

export interface AllReplaysPorts {
  allReplays: AllReplays;
  now: Clock;
}

/** The operator's list of the replays of all tenants. */
export function allReplaysOperations({ allReplays, now }: AllReplaysPorts): Operations<typeof allReplaysRoutes> {
  return {
    listAllReplays: async ({ query: { state, ...request } }) => {
      const { items, ...next } = await allReplays.listAllReplays(listOf(state), request);
      // A replay that looks as if it ran may have stalled: it has failed.
      const seen = items.map((replay) => withoutStall(replay, now()));
      const wanted = seen.filter((replay) => state === undefined || replay.state === state);
      const view = (replay: (typeof seen)[number]) => ({ tenantId: replay.tenantId, ...replayView(replay) });
      return jsonAnswer(200, pageView({ items: wanted, ...next }, view));
    },
  };
}

const listOf = (state: ReplayState | undefined) =>
  state === undefined || isEndedState(state) ? state : ("open" as const);
