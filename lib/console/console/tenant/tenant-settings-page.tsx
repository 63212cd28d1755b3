import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { Announcement } from "../../components/announcement.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { TENANT_POINTERS, TenantFields } from "../tenants/tenant-fields.tsx";
import {
  type KnownTenant,
  sameAsTenant,
  sameAsTenantChange,
  type TenantTexts,
  tenantChange,
  textsOf,
} from "../tenants/tenant-requests.ts";
import { DeleteTenant } from "./delete-tenant.tsx";

interface TenantSettingsProps {
  tenant: KnownTenant;
  /** Called when the list of tenants has to be read again. */
  onListChanged(): void;
}

/** What is set for a tenant, and how to delete it. */
export function TenantSettingsPage(props: TenantSettingsProps): ReactNode {
  const { mayChange } = useConsole();
  const { tenant } = props;
  const title = text("tenantSettings.title");
  return (
    <PageFrame title={title} sameAs={sameAsTenant(tenant.id)}>
      {mayChange ? <EditedTenant {...props} /> : <TenantFacts tenant={tenant} />}
      {mayChange && <DeleteTenant {...props} />}
    </PageFrame>
  );
}

const TenantFacts = ({ tenant: { name, dialect, maxRetries } }: { tenant: KnownTenant }): ReactNode => (
  <Facts>
    <Fact name={text("tenant.name")}>
      <Foreign>{name}</Foreign>
    </Fact>
    <Fact name={text("tenant.dialect")}>{dialect ?? text("tenant.asStack")}</Fact>
    <Fact name={text("tenant.retries")}>{maxRetries ?? text("tenant.asStack")}</Fact>
  </Facts>
);

function EditedTenant({ tenant, onListChanged }: TenantSettingsProps): ReactNode {
  const [before, setBefore] = useState(() => textsOf(tenant));
  const [fields, setFields] = useState(before);
  const change = tenantChange(before, fields);
  const changed = Object.keys(change).length > 0;
  const { question } = useLeaveWarning(changed);
  const save = useChangeTenant(tenant.id, (saved) => {
    setBefore(saved);
    setFields(saved);
    onListChanged();
  });
  return (
    <>
      <ActForm
        error={save.error}
        shown={TENANT_POINTERS}
        submit={text("form.edit.submit")}
        busy={save.isPending}
        idle={!changed}
        onSubmit={() => save.mutate(change)}
        sameAs={changed ? sameAsTenantChange(tenant.id, change) : undefined}
      >
        <section className="card form" aria-label={text("tenantSettings.title")}>
          <TenantFields
            fields={fields}
            change={(changes) => setFields((now) => ({ ...now, ...changes }))}
            error={save.error}
          />
        </section>
      </ActForm>
      <Announcement>{save.isSuccess && !changed ? text("tenantSettings.saved") : undefined}</Announcement>
      {question}
    </>
  );
}

/** Only the fields that differ are sent, so somebody else's change of another field stays. */
function useChangeTenant(id: string, onSaved: (saved: TenantTexts) => void) {
  const { api } = useConsole();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ReturnType<typeof tenantChange>) =>
      answered(api.PATCH("/api/v1/tenants/{id}", { params: { path: { id } }, body })),
    onSuccess: (tenant) => {
      queries.setQueryData(["tenant", id], tenant);
      onSaved(textsOf(tenant));
    },
  });
}
