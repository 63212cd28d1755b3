import { type FinderPorts, finder } from "../../core/find/find-by-id.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import type { findRoutes } from "./find-routes.ts";

/** The operator's search for what an id names. */
export function findOperations(ports: FinderPorts): Operations<typeof findRoutes> {
  const find = finder(ports);
  return {
    findById: async ({ query: { id } }) => {
      const { found, complete } = await find(id);
      return jsonAnswer(200, { data: found, complete });
    },
  };
}
