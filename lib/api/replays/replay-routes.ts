import { endpoints } from "../http/endpoint.ts";
import { replayListSchema, replaySchema } from "./replay-schemas.ts";

export const replayRoutes = endpoints({
  createReplay: {
    route: "POST /api/v1/replays",
    access: "changes",
    capabilities: ["repair"],
    onceOnly: true,
    body: { schema: replaySchema },
    answers: [200, 202],
    refusals: [404, 409],
  },
  listReplays: {
    route: "GET /api/v1/replays",
    access: "reads",
    capabilities: ["view"],
    query: replayListSchema,
    answers: [200],
  },
  readReplay: { route: "GET /api/v1/replays/{id}", access: "reads", capabilities: ["view"], answers: [200] },
  pauseReplay: {
    route: "POST /api/v1/replays/{id}/pause",
    access: "changes",
    capabilities: ["repair"],
    answers: [200],
    refusals: [409],
  },
  resumeReplay: {
    route: "POST /api/v1/replays/{id}/resume",
    access: "changes",
    capabilities: ["repair"],
    answers: [200],
    refusals: [409],
  },
  cancelReplay: {
    route: "POST /api/v1/replays/{id}/cancel",
    access: "changes",
    capabilities: ["repair"],
    answers: [200],
    refusals: [409],
  },
});
