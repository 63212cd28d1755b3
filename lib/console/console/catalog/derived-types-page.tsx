import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { RowText } from "../../components/row-text.tsx";
import type { SameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import type { DerivedCatalogType } from "../../tenant/catalog/use-catalog.ts";
import { text } from "../../texts/texts.ts";
import { CatalogFrame } from "./catalog-frame.tsx";
import { derivedTypePath, NEW_DERIVED_TYPE } from "./catalog-paths.ts";

/** The types that events have if they meet a condition. */
export const DerivedTypesPage = (): ReactNode => (
  <CatalogFrame add={{ href: NEW_DERIVED_TYPE, title: text("derived.new") }} sameAs={SAME_AS}>
    {({ derived }, search) => <DerivedRows rows={found(derived, search.toLowerCase())} search={search} />}
  </CatalogFrame>
);

const SAME_AS: SameAs = {
  command: ["derived-types", "list"],
  request: { method: "GET", path: "/api/v1/derived-types" },
};

const found = (derived: readonly DerivedCatalogType[], wanted: string): DerivedCatalogType[] =>
  derived.filter(({ name, from, description = "" }) =>
    [name, from, description].some((words) => words.toLowerCase().includes(wanted)),
  );

function DerivedRows({ rows, search }: { rows: readonly DerivedCatalogType[]; search: string }): ReactNode {
  if (rows.length === 0 && search) return <Nothing title={text("derived.none", { search })} />;
  if (rows.length === 0) return <Nothing title={text("derived.empty.title")}>{text("derived.empty.text")}</Nothing>;
  return (
    <VirtualList
      label={text("derived.tab")}
      items={rows}
      keyOf={({ name }) => name}
      row={(row) => <DerivedRow row={row} />}
    />
  );
}

const DerivedRow = ({ row: { name, from, when } }: { row: DerivedCatalogType }): ReactNode => (
  <Link href={derivedTypePath(name)} className="row">
    <RowText title={<Foreign>{name}</Foreign>}>
      <code>
        <Foreign>{when}</Foreign>
      </code>
    </RowText>
    <span className="row-end small soft row-wide type-group">
      <Foreign>{text("derived.from", { from })}</Foreign>
    </span>
  </Link>
);
