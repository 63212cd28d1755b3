import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { answered } from "../../client/api-client.ts";
import { ActForm } from "../../components/form/act-form.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath, tenantPath } from "../console-paths.ts";
import { TENANT_POINTERS, TenantFields } from "./tenant-fields.tsx";
import { newTenantBody, sameAsNewTenant } from "./tenant-requests.ts";

const EMPTY = { id: "", name: "", dialect: "", maxRetries: "" };

/** Creates a tenant. Afterwards, its own page is open. */
export function NewTenantPage(): ReactNode {
  const [fields, setFields] = useState(EMPTY);
  const change = (changes: Partial<typeof EMPTY>) => setFields((before) => ({ ...before, ...changes }));
  const { question, leave } = useLeaveWarning(fields !== EMPTY);
  const body = newTenantBody(fields);
  const create = useCreateTenant(leave);
  const title = text("newTenant.title");
  return (
    <PageFrame title={title} summary={text("newTenant.text")}>
      <ActForm
        error={create.error}
        shown={TENANT_POINTERS}
        submit={text("newTenant.submit")}
        busy={create.isPending}
        onSubmit={() => create.mutate(body)}
        cancelHref={consolePath("/tenants")}
        sameAs={sameAsNewTenant(body)}
      >
        <section className="card form" aria-label={title}>
          <TextField
            label={text("tenant.id")}
            help={text("newTenant.idHelp")}
            code
            value={fields.id}
            onChange={(id) => change({ id })}
            error={create.error}
            pointer="/id"
          />
          <TenantFields fields={fields} change={change} error={create.error} />
        </section>
      </ActForm>
      {question}
    </PageFrame>
  );
}

function useCreateTenant(leave: () => void) {
  const { api } = useConsole();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (body: ReturnType<typeof newTenantBody>) => answered(api.POST("/api/v1/tenants", { body })),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ["tenants"] });
      leave();
      navigate(tenantPath(id));
    },
  });
}
