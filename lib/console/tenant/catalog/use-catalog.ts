import { queryOptions, useQuery } from "@tanstack/react-query";
import { rawElements, rawMembers } from "../../../core/kit/raw-json.ts";
import type { components } from "../../client/api.d.ts";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { allItems, type ReadPage } from "../../client/read-pages.ts";
import { type TenantView, useTenant } from "../tenant-context.ts";

/** An event type. Its schema and its example are also there as JSON text, exactly as they were written. */
export interface CatalogType extends Omit<components["schemas"]["EventType"], "example"> {
  schemaText?: string;
  exampleText?: string;
}

export type DerivedCatalogType = components["schemas"]["DerivedType"];

/** The operator's catalog of event types, sorted by name. */
export interface CatalogTypes {
  types: readonly CatalogType[];
  derived: readonly DerivedCatalogType[];
}

/** The catalog changes rarely. */
const FRESH_MS = 5 * 60_000;

/** The whole catalog. */
export const useCatalog = () => useQuery(catalogQuery(useTenant()));

/** The query that reads the catalog. Pages that show it in another way give the query a `select`. */
export const catalogQuery = ({ api, can }: Pick<TenantView, "api" | "can">) =>
  queryOptions({
    queryKey: ["catalog"],
    enabled: can("view"),
    queryFn: async ({ signal }): Promise<CatalogTypes> => {
      const [types, derived] = await Promise.all([typesOf(api, signal), derivedOf(api, signal)]);
      return { types, derived };
    },
    staleTime: FRESH_MS,
  });

const typesOf = (api: ApiClient, signal: AbortSignal): Promise<CatalogType[]> =>
  allItems(async (query) => {
    // As text: `JSON.parse` loses the digits of numbers that a double can't hold.
    const answer = await api.GET("/api/v1/event-types", { params: { query }, signal, parseAs: "text" });
    return typePage(await answered(Promise.resolve(answer)));
  });

const derivedOf = (api: ApiClient, signal: AbortSignal): Promise<DerivedCatalogType[]> =>
  allItems((query) => answered(api.GET("/api/v1/derived-types", { params: { query }, signal })));

function typePage(text: string): ReadPage<CatalogType> {
  const page = rawMembers(text);
  return { data: rawElements(page.get("data") ?? "[]").map(typeIn), next: JSON.parse(page.get("next") ?? "null") };
}

function typeIn(text: string): CatalogType {
  const { example: _example, ...type }: components["schemas"]["EventType"] = JSON.parse(text);
  const members = rawMembers(text);
  const [schemaText, exampleText] = [members.get("schema"), members.get("example")];
  return {
    ...type,
    ...(schemaText !== undefined && { schemaText }),
    ...(exampleText !== undefined && { exampleText }),
  };
}
