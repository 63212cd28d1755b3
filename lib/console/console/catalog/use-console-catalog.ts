import { useQuery, useQueryClient } from "@tanstack/react-query";
import { catalogQuery } from "../../tenant/catalog/use-catalog.ts";
import { useConsole } from "../console-context.ts";

/** The whole catalog, as the operator sees it. */
export function useConsoleCatalog() {
  const { api } = useConsole();
  return useQuery({ ...catalogQuery({ api, can: () => true }), staleTime: 5_000 });
}

/** Lets the catalog be read again. */
export function useForgetCatalog(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["catalog"] });
}
