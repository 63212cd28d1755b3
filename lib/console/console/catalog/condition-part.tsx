import { type ReactNode, useMemo, useState } from "react";
import { OwnQueries } from "../../components/own-queries.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { FilterEditor } from "../../tenant/filter/filter-editor.tsx";
import { TenantContext, type TenantView } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";

interface ConditionPartProps {
  value: string;
  onChange(when: string): void;
  /** The type whose events are tried. */
  from: string;
  /** What the API said about the condition. */
  error: string | undefined;
}

/** A condition, and what it does to recent events of a tenant, or to the example of the type. */
export function ConditionPart({ value, onChange, from, error }: ConditionPartProps): ReactNode {
  const { api, apiFor } = useConsole();
  const [tenantId, setTenantId] = useState("");
  const view = useMemo<TenantView>(
    () => ({
      tenantId,
      api: tenantId ? apiFor(tenantId) : api,
      // Events are a tenant's. Without one, there are only examples.
      can: (capability) => capability === "view" || (capability === "viewPayload" && tenantId !== ""),
    }),
    [tenantId, api, apiFor],
  );
  return (
    <>
      <div className="recent-tenant">
        <TypedFilter label={text("derived.tenant")} value={tenantId} onChange={setTenantId} />
        <p className="small soft">{text("derived.tenantHelp")}</p>
      </div>
      <TenantContext value={view}>
        <OwnQueries key={tenantId}>
          <FilterEditor
            value={value}
            onChange={onChange}
            eventTypes={from ? [from] : []}
            subscription={{ metadata: {} }}
            error={error}
            words={{ label: text("catalog.condition"), help: text("derived.whenHelp") }}
          />
        </OwnQueries>
      </TenantContext>
    </>
  );
}
