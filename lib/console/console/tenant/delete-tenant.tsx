import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { answered, bodyIn } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Field } from "../../components/field.tsx";
import { plainText } from "../../components/foreign.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
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
export function DeleteTenant({ tenant, onListChanged }: DeleteTenantProps): ReactNode {
  const [asking, setAsking] = useState(false);
  const hasEndpoints = useHasEndpoints();
  return (
    <section className="card danger-zone">
      <div>
        <h2>{text("deleteTenant.title")}</h2>
        <p className="small soft">
          {hasEndpoints ? text("deleteTenant.inUse") : text("deleteTenant.help")}{" "}
          {hasEndpoints && <Link href="/endpoints">{text("deleteTenant.endpoints")}</Link>}
        </p>
      </div>
      <span className="buttons">
        {hasEndpoints === false && (
          <button type="button" className="button danger" onClick={() => setAsking(true)}>
            {text("deleteTenant.action")}
          </button>
        )}
        <SameAsHere {...sameAsTenantDeletion(tenant.id)} />
      </span>
      {asking && <DeleteDialog tenant={tenant} onGone={onListChanged} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface DeleteDialogProps {
  tenant: KnownTenant;
  onGone(): void;
  onClose(): void;
}

/** Says what is erased, and when. The tenant's id has to be typed. */
function DeleteDialog({ tenant: { id, name }, onGone, onClose }: DeleteDialogProps): ReactNode {
  const [typed, setTyped] = useState("");
  const remove = useDelete(id, onGone);
  return (
    <ConfirmDialog
      title={text("deleteTenant.ask", { name: plainText(name || id) })}
      action={text("deleteTenant.action")}
      dangerous
      busy={typed.trim() !== id || remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{text("deleteTenant.atOnce")}</p>
      <p>{text("deleteTenant.later")}</p>
      <p>{text("deleteTenant.final")}</p>
      <Field label={text("deleteTenant.type", { id })}>
        {(input) => (
          <input
            {...input}
            className="input mono"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
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
