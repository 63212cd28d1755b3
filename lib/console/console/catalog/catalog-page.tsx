import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { RowText } from "../../components/row-text.tsx";
import { Nothing } from "../../components/states.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { type CatalogRow, catalogRows } from "../../tenant/catalog/catalog-rows.ts";
import type { CatalogTypes } from "../../tenant/catalog/use-catalog.ts";
import { sameAsEventTypes } from "../../tenant/same-as.ts";
import { text } from "../../texts/texts.ts";
import { CatalogFrame } from "./catalog-frame.tsx";
import { NEW_TYPE, typePath } from "./catalog-paths.ts";

/** The event types of the catalog, Posthorn's own last. */
export const CatalogPage = (): ReactNode => (
  <CatalogFrame add={{ href: NEW_TYPE, title: text("types.new") }} sameAs={sameAsEventTypes}>
    {(catalog, search) => <TypeRows catalog={catalog} search={search} />}
  </CatalogFrame>
);

function TypeRows({ catalog: { types }, search }: { catalog: CatalogTypes; search: string }): ReactNode {
  const rows = catalogRows({ types, derived: [] }, search);
  if (rows.length === 0) return <Nothing title={text("catalog.none", { search })} />;
  return (
    <VirtualList
      label={text("types.tab")}
      items={rows}
      keyOf={({ name }) => name}
      row={(row) => <TypeRow row={row} />}
    />
  );
}

const TypeRow = ({ row: { name, description, group, deprecated, builtIn } }: { row: CatalogRow }): ReactNode => (
  <Link href={typePath(name)} className="row">
    <RowText title={<Foreign>{name}</Foreign>}>
      <Foreign>{description ?? ""}</Foreign>
    </RowText>
    <span className="row-end">
      {group && (
        <span className="small soft row-wide type-group">
          <Foreign>{group}</Foreign>
        </span>
      )}
      {builtIn && <span className="badge">{text("dialects.builtIn")}</span>}
      {deprecated && <span className="badge warn">{text("catalog.deprecated")}</span>}
    </span>
  </Link>
);
