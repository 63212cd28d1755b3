import type { ReactNode } from "react";
import { Link } from "wouter";
import { DetailsDialog } from "../../components/details-dialog.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import { pageShowing } from "../page-showing.ts";
import type { AuditFilters } from "./audit-filters.ts";
import { actionText, actorFilter, type ListedChange, whoText } from "./audit-types.ts";
import { FieldTable } from "./field-table.tsx";
import { useKeyName } from "./use-key-name.ts";

interface AuditDetailsProps {
  entry: ListedChange;
  onFilter(changed: Partial<AuditFilters>): void;
  onClose(): void;
}

/** A change: who made it, of what, and the fields before and after. */
export function AuditDetails({ entry, onFilter, onClose }: AuditDetailsProps): ReactNode {
  const { action, at, tenantId, resource, before, after } = entry;
  const keyName = useKeyName(entry);
  const narrow = (filters: Partial<AuditFilters>) => {
    onFilter(filters);
    onClose();
  };
  return (
    <DetailsDialog title={<Foreign>{actionText(action)}</Foreign>} onClose={onClose}>
      <Facts>
        <Fact name={text("audit.at")}>
          <Moment at={at} exact />
        </Fact>
        <Fact name={text("audit.actor")}>
          <Foreign>{[keyName, whoText(entry)].filter(Boolean).join(" · ")}</Foreign>{" "}
          <button type="button" className="button small" onClick={() => narrow({ actor: actorFilter(entry) })}>
            {text("audit.byActor")}
          </button>
        </Fact>
        <Fact name={text("audit.thing")}>
          <Thing entry={entry} />{" "}
          <button
            type="button"
            className="button small"
            onClick={() => narrow({ resourceType: resource.type, resourceId: resource.id })}
          >
            {text("audit.ofThing")}
          </button>
        </Fact>
        <Fact name={text("audit.ofTenant")}>
          {tenantId !== undefined && (
            <Link href={tenantPath(tenantId)}>
              <Foreign>{tenantId}</Foreign>
            </Link>
          )}
        </Fact>
      </Facts>
      <FieldTable before={before} after={after} />
    </DetailsDialog>
  );
}

/** The type and the id of what was changed. Both lead to its page, if it has one. */
function Thing({ entry }: { entry: ListedChange }): ReactNode {
  const { type, id } = entry.resource;
  // What was deleted has no page.
  const path = /^(delete|discard)/.test(entry.action) ? undefined : pageShowing({ type, id, tenantId: entry.tenantId });
  const named = (
    <>
      {text(`auditThing.${type}`)} {id === "*" ? text("audit.allOfType") : <Foreign>{id}</Foreign>}
    </>
  );
  return path === undefined ? named : <Link href={path}>{named}</Link>;
}
