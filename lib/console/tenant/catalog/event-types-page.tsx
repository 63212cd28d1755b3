import type { ReactNode } from "react";
import { Link } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Loading, Nothing } from "../../components/states.tsx";
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
  const { data, error, refetch } = useCatalog();
  return (
    <PageFrame
      title={text("catalog.title")}
      documentTitle={text("catalog.title")}
      summary={text("catalog.summary")}
      sameAs={sameAsEventTypes}
      actions={<SearchField label={text("catalog.search")} value={search} onSearch={onSearch} />}
    >
      {data && <TypeList rows={catalogRows(data, search)} search={search} />}
      {!data && (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />)}
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
      onEnd={() => undefined}
      complete
    />
  );
}

const TypeRow = ({ row: { name, description, group, deprecated, derivedFrom } }: { row: CatalogRow }): ReactNode => (
  <Link href={eventTypePath(name)} className="row">
    <span className="row-text">
      <span className="row-title">
        <Foreign>{name}</Foreign>
      </span>
      <span className="small soft">
        {description ? (
          <Foreign>{description}</Foreign>
        ) : (
          derivedFrom && text("catalog.derivedFrom", { from: derivedFrom })
        )}
      </span>
    </span>
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
