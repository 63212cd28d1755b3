import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";
import type { ListedChange } from "./audit-types.ts";

/** What the key is called with which a change was made, while the key exists. Only the admin reads operator keys. */
export function useKeyName({ actor }: Pick<ListedChange, "actor">): string | undefined {
  const { api, isAdmin } = useConsole();
  const id = actor.kind === "key" || actor.kind === "person" ? actor.keyId : undefined;
  const { data } = useQuery({
    queryKey: ["key-name", id],
    enabled: id !== undefined && id !== "admin",
    queryFn: async ({ signal }) => {
      const found = await answered(api.GET("/api/v1/find", { params: { query: { id: id ?? "" } }, signal }));
      const key = found.data.find((thing) => thing.id === id);
      if (key?.type !== "operator-key" || !isAdmin) return key?.name ?? null;
      const params = { query: { limit: 250 } };
      const keys = await answered(api.GET("/api/v1/operator-keys", { params, signal }));
      return keys.data.find((one) => one.id === id)?.name ?? null;
    },
  });
  return data ?? undefined;
}
