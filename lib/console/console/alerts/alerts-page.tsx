import "./alerts.css";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { usePages } from "../../client/use-pages.ts";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { AlertDetails } from "./alert-details.tsx";
import { AlertFilterBar } from "./alert-filter-bar.tsx";
import { ALERT_FILTERS, sameAsAlerts, useAlertQuery } from "./alert-filters.ts";
import { AlertRow } from "./alert-row.tsx";
import type { ListedAlert } from "./alert-types.ts";

/** The alerts of all tenants: those that are open, past ones, or all. A row opens all that an alert says. */
export function AlertsPage(): ReactNode {
  const { api } = useConsole();
  const [filters, change] = useUrlFilters(ALERT_FILTERS);
  const query = useAlertQuery(filters);
  const [opened, setOpened] = useState<ListedAlert>();
  const pages = usePages<ListedAlert>({
    key: ["alerts", query],
    read: (page, signal) => answered(api.GET("/api/v1/alerts", { params: { query: { ...query, ...page } }, signal })),
    everyMs: pollEvery(false),
  });
  const isCalm = query.open === "true" && Object.keys(query).length === 1;
  return (
    <PageFrame title={text("alerts.title")} summary={text("alerts.summary")} sameAs={sameAsAlerts(query)}>
      <AlertFilterBar filters={filters} error={pages.error} onChange={change} />
      <PageList
        label={text("alerts.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(alert) => <AlertRow alert={alert} onOpen={() => setOpened(alert)} />}
        nothing={
          isCalm ? (
            <Nothing title={text("alerts.calm")}>{text("alerts.calmText")}</Nothing>
          ) : (
            <Nothing title={text("alerts.none")}>{text("alerts.noneText")}</Nothing>
          )
        }
      />
      {opened && <AlertDetails alert={opened} onClose={() => setOpened(undefined)} />}
    </PageFrame>
  );
}
