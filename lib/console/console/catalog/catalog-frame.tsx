import { QueryContent } from "../../components/query-content.tsx";
import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { PageFrame } from "../../components/page-frame.tsx";
import { SearchField } from "../../components/search-field.tsx";
import type { SameAs } from "../../components/site.ts";
import { Tabs } from "../../components/tabs.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import type { CatalogTypes } from "../../tenant/catalog/use-catalog.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { CATALOG, DERIVED_TYPES, IMPORT } from "./catalog-paths.ts";
import { useConsoleCatalog } from "./use-console-catalog.ts";

interface CatalogFrameProps {
  /** Where a new entry is made, and what the link says. */
  add: { href: string; title: string };
  sameAs: SameAs;
  children(catalog: CatalogTypes, search: string): ReactNode;
}

/** One of the two lists of the catalog. */
export function CatalogFrame({ add, sameAs, children }: CatalogFrameProps): ReactNode {
  const { mayChange } = useConsole();
  const [search, onSearch] = useSearchText();
  return (
    <PageFrame
      title={text("types.title")}
      summary={text("types.summary")}
      sameAs={sameAs}
      actions={
        mayChange && (
          <span className="buttons">
            <Link href={IMPORT} className="button">
              {text("types.import")}
            </Link>
            <Link href={add.href} className="button main">
              {add.title}
            </Link>
          </span>
        )
      }
    >
      <Tabs
        label={text("types.title")}
        tabs={[
          { href: CATALOG, title: text("types.tab") },
          { href: DERIVED_TYPES, title: text("derived.tab") },
        ]}
      />
      <SearchField label={text("catalog.search")} value={search} onSearch={onSearch} />
      <QueryContent query={useConsoleCatalog()}>{(catalog) => children(catalog, search)}</QueryContent>
    </PageFrame>
  );
}
