import { useMutation } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { type ApiClient, answered } from "../../client/api-client.ts";
import type { SameAs } from "../../components/site.ts";
import { useConsole } from "../console-context.ts";
import { useForgetCatalog } from "./use-console-catalog.ts";

export type EntryKind = "event-types" | "derived-types";

/** What a request sends: the fields as JSON text, so that schemas and examples stay as they were typed. */
export interface EntryChange {
  /** The entry to change. Undefined: a new one. */
  name: string | undefined;
  body: string;
}

/** A path can't carry a name with a slash: API Gateway would take it for two segments. */
const needsQuery = (name: string): boolean => name.includes("/");

/** Creates or changes an entry of the catalog. */
export function sendEntry(api: ApiClient, kind: EntryKind, { name, body: fields }: EntryChange): Promise<unknown> {
  const all = `/api/v1/${kind}` as const;
  // The fields were checked by nobody yet: the API does that.
  const body = JSON.parse(fields) as components["schemas"]["EventTypeFields"] &
    components["schemas"]["DerivedTypeFields"];
  const bodySerializer = () => fields;
  if (name === undefined) return answered(api.POST(all, { body, bodySerializer }));
  if (needsQuery(name)) return answered(api.PATCH(all, { params: { query: { name } }, body, bodySerializer }));
  return answered(api.PATCH(`${all}/{id}`, { params: { path: { id: name } }, body, bodySerializer }));
}

/** Saves an entry, and then lets the catalog be read again. */
export function useSaveEntry(kind: EntryKind, onSaved: (change: EntryChange) => void) {
  const { api } = useConsole();
  const forget = useForgetCatalog();
  return useMutation({
    mutationFn: (change: EntryChange) => sendEntry(api, kind, change),
    onSuccess: async (_answer, change) => {
      await forget();
      onSaved(change);
    },
  });
}

/** Deletes an entry. */
export function useDeleteEntry(kind: EntryKind, name: string, onDeleted: () => void) {
  const { api } = useConsole();
  const forget = useForgetCatalog();
  const all = `/api/v1/${kind}` as const;
  return useMutation({
    mutationFn: () =>
      needsQuery(name)
        ? answered(api.DELETE(all, { params: { query: { name } } }))
        : answered(api.DELETE(`${all}/{id}`, { params: { path: { id: name } } })),
    onSuccess: async () => {
      onDeleted();
      await forget();
    },
  });
}

/** How to save without the page. */
export function sameAsSave(kind: EntryKind, { name, body }: EntryChange): SameAs {
  const all = `/api/v1/${kind}`;
  const path = name === undefined || needsQuery(name) ? all : `${all}/${encodeURIComponent(name)}`;
  const command = name === undefined ? [kind, "create"] : [kind, "update", name];
  return {
    command: [...command, "--data", body],
    request: {
      method: name === undefined ? "POST" : "PATCH",
      path,
      ...(name !== undefined && needsQuery(name) && { query: { name } }),
      body,
    },
  };
}
