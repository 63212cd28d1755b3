import "./audit.css";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { useLivePages } from "../../client/use-live-pages.ts";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { isAtTop, LiveList } from "../../components/live-list.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { listSameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { AuditDetails } from "./audit-details.tsx";
import { AuditFilterBar } from "./audit-filter-bar.tsx";
import { AUDIT_FILTERS, useAuditQuery } from "./audit-filters.ts";
import { AuditRow } from "./audit-row.tsx";
import type { ListedChange } from "./audit-types.ts";

const idOf = ({ id }: ListedChange): string => id;
const timeOf = ({ at }: ListedChange): string => at;

/** Who changed what, when, and how: of all tenants, and of the operator's own things. */
export function AuditPage(): ReactNode {
  const { api } = useConsole();
  const [filters, change] = useUrlFilters(AUDIT_FILTERS);
  const query = useAuditQuery(filters);
  const [opened, setOpened] = useState<ListedChange>();
  const pages = useLivePages<ListedChange>({
    key: ["audit", query],
    read: (page, signal) => answered(api.GET("/api/v1/audit", { params: { query: { ...query, ...page } }, signal })),
    idOf,
    timeOf,
    isWaiting: () => false,
    mayMove: isAtTop,
  });
  const isFiltered = Object.keys(query).length > 0;
  return (
    <PageFrame
      title={text("audit.title")}
      summary={text("audit.summary")}
      sameAs={listSameAs(["audit", "list"], "/api/v1/audit", query)}
    >
      <AuditFilterBar filters={filters} error={pages.error} onChange={change} />
      <LiveList
        label={text("audit.title")}
        pages={pages}
        keyOf={idOf}
        row={(entry) => <AuditRow entry={entry} onOpen={() => setOpened(entry)} />}
        nothing={
          isFiltered ? (
            <Nothing title={text("audit.none")}>{text("audit.noneText")}</Nothing>
          ) : (
            <Nothing title={text("audit.empty")}>{text("audit.emptyText")}</Nothing>
          )
        }
      />
      {opened && <AuditDetails entry={opened} onFilter={change} onClose={() => setOpened(undefined)} />}
    </PageFrame>
  );
}
