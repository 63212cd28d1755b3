import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";
import type { KnownDialect } from "./definition-fields.ts";

const KEY = ["dialect-list"];

/** The most that the API answers at once. */
const PAGE = 250;

/** All dialects, sorted by name. */
export function useDialectList() {
  const { api } = useConsole();
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const all: KnownDialect[] = [];
      let after: string | null = null;
      do {
        const query: { limit: number; after?: string } = { limit: PAGE, ...(after !== null && { after }) };
        const page: { data: KnownDialect[]; next: string | null } = await answered(
          api.GET("/api/v1/dialects", { params: { query }, signal }),
        );
        all.push(...page.data);
        after = page.next;
      } while (after !== null);
      return all;
    },
  });
}

/** Lets the list be read again. */
export function useForgetDialects(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
