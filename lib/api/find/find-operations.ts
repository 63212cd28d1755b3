import { type FinderPorts, finder } from "../../core/find/find-by-id.ts";
import { type NameFinderPorts, nameFinder } from "../../core/find/find-by-name.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import type { findRoutes } from "./find-routes.ts";

export type FindPorts = FinderPorts & NameFinderPorts;

/** The operator's search for what an id names, and for subscriptions by name. */
export function findOperations(ports: FindPorts): Operations<typeof findRoutes> {
  const findId = finder(ports);
  const findName = nameFinder(ports);
  return {
    // The schema requires one of them.
    findThings: async ({ query: { id, name = "" } }) => {
      const { found, complete } = await (id === undefined ? findName(name) : findId(id));
      return jsonAnswer(200, { data: found, complete });
    },
  };
}
