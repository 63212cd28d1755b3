import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { useLivePages } from "../../client/use-live-pages.ts";
import { isAtTop, LiveList } from "../../components/live-list.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import { EventFilterBar } from "./event-filter-bar.tsx";
import type { EventFilters, EventQuery } from "./event-filters.ts";
import { EventRow, type ListedEvent } from "./event-row.tsx";

interface FilteredEventsProps {
  filters: EventFilters;
  query: EventQuery;
  onFilter(changed: Partial<EventFilters>): void;
}

const idOf = ({ id }: ListedEvent): string => id;
const timeOf = ({ receivedAt }: ListedEvent): string => receivedAt;

/** An event never changes once it was decided who gets it. */
const isWaiting = ({ undecided }: ListedEvent): boolean => undecided !== undefined;

/** The events that match filters. */
export function FilteredEvents({ filters, query, onFilter }: FilteredEventsProps): ReactNode {
  const { api } = useTenant();
  const pages = useLivePages<ListedEvent>({
    key: ["events", query],
    read: (page, signal) => {
      const params = { query: { ...query, ...(!filters.id && page) } };
      return answered(api.GET("/api/v1/events", { params, signal }));
    },
    idOf,
    timeOf,
    isWaiting,
    mayMove: isAtTop,
  });
  return (
    <>
      {!filters.id && <EventFilterBar filters={filters} error={pages.error} onChange={onFilter} />}
      <LiveList
        label={text("events.title")}
        pages={pages}
        keyOf={idOf}
        row={(event) => <EventRow event={event} />}
        nothing={<NoEvents byId={filters.id !== ""} filtered={Object.keys(query).length > 0} />}
      />
    </>
  );
}

function NoEvents({ byId, filtered }: { byId: boolean; filtered: boolean }): ReactNode {
  if (byId) return <Nothing title={text("events.notFound")}>{text("events.notFoundText")}</Nothing>;
  if (filtered) return <Nothing title={text("events.none")} />;
  return <Nothing title={text("events.empty.title")}>{text("events.empty.text")}</Nothing>;
}
