import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { answered, bodyIn } from "../../client/api-client.ts";
import { DangerZone } from "../../components/danger-zone.tsx";
import { plainText } from "../../components/foreign.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { deletionPath } from "../deletions/deletion-requests.ts";
import { type KnownTenant, sameAsTenantDeletion } from "../tenants/tenant-requests.ts";

interface DeleteTenantProps {
  tenant: KnownTenant;
  onListChanged(): void;
}

/** Deletes a tenant. The API refuses this while the tenant has endpoints. */
export function DeleteTenant({ tenant: { id, name }, onListChanged }: DeleteTenantProps): ReactNode {
  const hasEndpoints = useHasEndpoints();
  return (
    <DangerZone
      title={text("deleteTenant.title")}
      help={
        <>
          {text(hasEndpoints ? "deleteTenant.inUse" : "deleteTenant.help")}{" "}
          {hasEndpoints && <Link href="/endpoints">{text("deleteTenant.endpoints")}</Link>}
        </>
      }
      action={text("deleteTenant.action")}
      unavailable={hasEndpoints !== false}
      question={text("deleteTenant.ask", { name: plainText(name || id) })}
      typed={{ value: id, label: text("deleteTenant.type", { id }) }}
      act={useDelete(id, onListChanged)}
      sameAs={sameAsTenantDeletion(id)}
    >
      <p>{text("deleteTenant.atOnce")}</p>
      <p>{text("deleteTenant.later")}</p>
      <p>{text("deleteTenant.final")}</p>
    </DangerZone>
  );
}

/** Undefined until that is known. */
function useHasEndpoints(): boolean | undefined {
  const { api } = useTenant();
  const { data } = useQuery({
    queryKey: ["endpoints", "any"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/subscriptions", { params: { query: { limit: 1 } }, signal })),
  });
  return data && data.data.length > 0;
}

/** Afterwards, the deletion's own page is open. */
function useDelete(id: string, onGone: () => void) {
  const { api } = useConsole();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: async () => {
      const answer = await api.DELETE("/api/v1/tenants/{id}", { params: { path: { id } } });
      bodyIn(answer);
      return answer.response.headers.get("location")?.split("/").at(-1) ?? "";
    },
    onSuccess: (deletionId) => {
      onGone();
      navigate(deletionPath(deletionId));
    },
  });
}
