import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";
import type { ListedChange } from "./audit-types.ts";

/** A tenant's key has the tenant's id before its own part. */
const TENANTS_KEY = /^(.+)-[0-9a-f]{8}$/;

const params = { query: { limit: 250 } };

/** The name of the key that made a change, if the key still exists. Only the admin can read the names of operator keys. */
export function useKeyName({ actor }: Pick<ListedChange, "actor">): string | undefined {
  const { api, isAdmin } = useConsole();
  const keyId = actor.kind === "key" || actor.kind === "person" ? actor.keyId : undefined;
  const tenantId = TENANTS_KEY.exec(keyId ?? "")?.[1];
  const { data } = useQuery({
    queryKey: ["key-name", keyId],
    enabled: tenantId !== undefined || (isAdmin && keyId !== undefined && keyId !== "admin"),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { data: keys } =
        tenantId === undefined
          ? await answered(api.GET("/api/v1/operator-keys", { params, signal }))
          : await answered(
              api.GET("/api/v1/tenants/{id}/api-keys", { params: { ...params, path: { id: tenantId } }, signal }),
            );
      return keys.find(({ id }) => id === keyId)?.name ?? null;
    },
  });
  return data ?? undefined;
}
