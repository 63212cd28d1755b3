import type { ReactNode } from "react";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { PageFrame } from "../../components/page-frame.tsx";
import { AskedSearchField } from "../../components/search-field.tsx";
import { listSameAs, type SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { FoundThings } from "./found-things.tsx";
import { TenantChoice } from "./tenant-choice.tsx";
import { useFindAgain } from "./use-find.ts";

/** Leads to events: by any id over all tenants, or to those of a tenant. */
export function FindPage(): ReactNode {
  const [{ id, search }, change] = useUrlFilters(["id", "search"], { replace: true });
  const findAgain = useFindAgain();
  const onFind = (wanted: string) => (wanted && wanted === id ? findAgain(id) : change({ id: wanted, search: "" }));
  return (
    <PageFrame
      title={text("events.title")}
      summary={text("find.summary")}
      sameAs={id ? sameAsFind(id) : listSameAs(["tenants", "list"], "/api/v1/tenants", { search })}
    >
      <AskedSearchField label={text("find.byId")} value={id} onSearch={(typed) => onFind(typed.trim())} />
      {id ? (
        <FoundThings id={id} />
      ) : (
        <TenantChoice search={search} onSearch={(wanted) => change({ search: wanted })} />
      )}
    </PageFrame>
  );
}

const sameAsFind = (id: string): SameAs => ({
  command: ["find", id],
  request: { method: "GET", path: "/api/v1/find", query: { id } },
});
