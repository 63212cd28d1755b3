import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { allItems } from "../../client/read-pages.ts";
import { useConsole } from "../console-context.ts";
import type { KnownDialect } from "./definition-fields.ts";

const KEY = ["dialect-list"];

/** All dialects, sorted by name. */
export function useDialectList() {
  const { api } = useConsole();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }): Promise<KnownDialect[]> =>
      allItems((query) => answered(api.GET("/api/v1/dialects", { params: { query }, signal }))),
  });
}

/** Lets the list be read again. */
export function useForgetDialects(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
