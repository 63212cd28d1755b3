import { QueryContent } from "../../components/query-content.tsx";
import { RowText } from "../../components/row-text.tsx";
import "../../design/editing.css";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { SearchField } from "../../components/search-field.tsx";
import type { SameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { VirtualList } from "../../components/virtual-list.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import type { KnownDialect } from "./definition-fields.ts";
import { dialectPath, newDialectPath } from "./dialect-path.ts";
import { useDialectList } from "./use-dialect-list.ts";

/** The formats of POSTs. The operator's own come first. */
export function DialectsPage(): ReactNode {
  const { mayChange } = useConsole();
  const [search, onSearch] = useSearchText();
  return (
    <PageFrame
      title={text("dialects.title")}
      summary={text("dialects.summary")}
      sameAs={SAME_AS}
      actions={
        mayChange && (
          <Link href={newDialectPath()} className="button main">
            {text("dialects.new")}
          </Link>
        )
      }
    >
      <SearchField label={text("dialects.search")} value={search} onSearch={onSearch} />
      <QueryContent query={useDialectList()}>
        {(dialects) => <DialectList dialects={found(dialects, search)} search={search} />}
      </QueryContent>
    </PageFrame>
  );
}

const SAME_AS: SameAs = { command: ["dialects", "list"], request: { method: "GET", path: "/api/v1/dialects" } };

const found = (dialects: readonly KnownDialect[], search: string): KnownDialect[] =>
  dialects
    .filter(({ name }) => name.includes(search.toLowerCase()))
    .sort((one, other) => Number(one.builtIn) - Number(other.builtIn) || one.name.localeCompare(other.name));

function DialectList({ dialects, search }: { dialects: readonly KnownDialect[]; search: string }): ReactNode {
  if (dialects.length === 0) return <Nothing title={text("dialects.none", { search })} />;
  return (
    <VirtualList
      label={text("dialects.title")}
      items={dialects}
      keyOf={({ name }) => name}
      row={(dialect) => <DialectRow dialect={dialect} />}
    />
  );
}

const DialectRow = ({
  dialect: { name, builtIn, algorithm, signatureHeader, createdAt },
}: {
  dialect: KnownDialect;
}) => (
  <Link href={dialectPath(name)} className="row">
    <RowText title={<Foreign>{name}</Foreign>}>
      {signatureHeader === undefined ? (
        text("dialects.byCode")
      ) : (
        <Foreign>{`${algorithm} · ${signatureHeader}`}</Foreign>
      )}
    </RowText>
    <span className="row-end">
      {builtIn && <span className="badge">{text("dialects.builtIn")}</span>}
      {createdAt && (
        <span className="small soft row-wide">{text("dialects.since", { since: momentText(createdAt) })}</span>
      )}
    </span>
  </Link>
);
