import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { RowText } from "../../components/row-text.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { VirtualList } from "../../components/virtual-list.tsx";
import { text } from "../../texts/texts.ts";
import { eventTypePath } from "../paths.ts";
import { sameAsEventTypes } from "../same-as.ts";
import { type CatalogRow, catalogRows } from "./catalog-rows.ts";
import { useCatalog } from "./use-catalog.ts";

/** The event types that endpoints can ask for. */
export function EventTypesPage(): ReactNode {
  const [search, onSearch] = useSearchText();
  return (
    <PageFrame title={text("catalog.title")} summary={text("catalog.summary")} sameAs={sameAsEventTypes}>
      <SearchField label={text("catalog.search")} value={search} onSearch={onSearch} />
      <QueryContent query={useCatalog()}>
        {(catalog) => <TypeList rows={catalogRows(catalog, search)} search={search} />}
      </QueryContent>
    </PageFrame>
  );
}

function TypeList({ rows, search }: { rows: readonly CatalogRow[]; search: string }): ReactNode {
  if (rows.length === 0 && search) return <Nothing title={text("catalog.none", { search })} />;
  if (rows.length === 0) return <Nothing title={text("catalog.empty.title")}>{text("catalog.empty.text")}</Nothing>;
  return (
    <VirtualList
      label={text("catalog.title")}
      items={rows}
      keyOf={({ name, derivedFrom = "" }) => `${name} ${derivedFrom}`}
      row={(row) => <TypeRow row={row} />}
    />
  );
}

const TypeRow = ({ row: { name, description, group, deprecated, derivedFrom } }: { row: CatalogRow }): ReactNode => (
  <Link href={eventTypePath(name)} className="row">
    <RowText title={<Foreign>{name}</Foreign>}>
      {description ? (
        <Foreign>{description}</Foreign>
      ) : (
        derivedFrom && text("catalog.derivedFrom", { from: derivedFrom })
      )}
    </RowText>
    <span className="row-end">
      {group && (
        <span className="small soft row-wide type-group">
          <Foreign>{group}</Foreign>
        </span>
      )}
      {derivedFrom !== undefined && <span className="badge">{text("catalog.derived")}</span>}
      {deprecated && <span className="badge warn">{text("catalog.deprecated")}</span>}
    </span>
  </Link>
);
