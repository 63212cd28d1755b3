import * as z from "zod/mini";
import { REPLAY_STATES } from "../../core/replay/replay.ts";
import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";

export const allReplaysRoutes = endpoints({
  listAllReplays: {
    route: "GET /api/v1/overview/replays",
    access: "operatorReads",
    query: z.extend(pageSchema, {
      state: z.optional(z.enum(REPLAY_STATES, `must be one of ${REPLAY_STATES.join(", ")}`)),
    }),
    answers: [200],
  },
});
