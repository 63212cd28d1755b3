import type { ReactNode } from "react";
import { Link } from "wouter";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { PageFrame } from "../../components/page-frame.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsEvents } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { EVENT_FILTERS, useEventQuery } from "./event-filters.ts";
import { FilteredEvents } from "./filtered-events.tsx";

/** The tenant's events: all that match filters, or the one with an id. */
export function EventsPage(): ReactNode {
  const { operator } = useTenant();
  const [filters, change] = useUrlFilters(EVENT_FILTERS);
  const query = useEventQuery(filters);
  return (
    <PageFrame
      title={text("events.title")}
      sameAs={sameAsEvents(query)}
      actions={
        operator?.mayChange && (
          <Link href="/send-event" className="button">
            {text("sendEvent.title")}
          </Link>
        )
      }
    >
      <SearchField label={text("events.find")} value={filters.id} onSearch={(id) => change({ id: id.trim() })} />
      <FilteredEvents filters={filters} query={query} onFilter={change} />
    </PageFrame>
  );
}
