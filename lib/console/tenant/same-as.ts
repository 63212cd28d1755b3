import type { ListFilters, SameRequest } from "../components/same-request.ts";
import { listSameAs, type SameAs } from "../components/site.ts";

/** How to do the same without the pages of a tenant. */

const at = (...parts: string[]): string => ["/api/v1", ...parts.map(encodeURIComponent)].join("/");

const read = (command: readonly string[], path: string): SameAs => ({ command, request: { method: "GET", path } });

export const sameAsEndpoints = (filters: ListFilters): SameAs =>
  listSameAs(["subscriptions", "list"], at("subscriptions"), filters);

export const sameAsEndpoint = (id: string): SameAs => read(["subscriptions", "show", id], at("subscriptions", id));

export const sameAsNewEndpoint = (body: object): SameAs =>
  sending(["subscriptions", "create"], "POST", at("subscriptions"), body);

export const sameAsEndpointChange = (id: string, body: object): SameAs =>
  sending(["subscriptions", "update", id], "PATCH", at("subscriptions", id), body);

export const sameAsSecret = (id: string): SameAs =>
  read(["subscriptions", "secret", id], at("subscriptions", id, "secret"));

/** @param data JSON text */
export const sameAsTest = (id: string, type: string, data: string): SameAs => ({
  command: ["test", id, "--type", type, ...(data ? ["--data", data] : [])],
  request: {
    method: "POST",
    path: at("subscriptions", id, "test"),
    body: `{"type":${JSON.stringify(type)}${data && `,"data":${data}`}}`,
  },
});

export const sameAsDeliveries = (endpointId: string, filters: ListFilters): SameAs =>
  listSameAs(
    ["deliveries", "list", "--subscription", endpointId],
    at("subscriptions", endpointId, "deliveries"),
    filters,
  );

export const sameAsDelivery = (id: string): SameAs => read(["deliveries", "show", id], at("deliveries", id));

export const sameAsReplay = (endpointId: string, body: object): SameAs =>
  sending(["replays", "create", endpointId], "POST", at("replays"), body);

export const sameAsEvents = (filters: ListFilters): SameAs => listSameAs(["events", "list"], at("events"), filters);

export const sameAsEvent = (id: string): SameAs => read(["events", "show", id], at("events", id));

export const sameAsEventTypes: SameAs = read(["event-types", "list"], at("event-types"));

/** A path can't carry a name with a slash: API Gateway would take it for two segments. */
export const sameAsCatalogType = (kind: "event-types" | "derived-types", name: string): SameAs => ({
  command: [kind, "show", name],
  request: name.includes("/")
    ? { method: "GET", path: at(kind), query: { name } }
    : { method: "GET", path: at(kind, name) },
});

const sending = (command: readonly string[], method: SameRequest["method"], path: string, body: object): SameAs => ({
  command: [...command, "--data", JSON.stringify(body)],
  request: { method, path, body },
});
