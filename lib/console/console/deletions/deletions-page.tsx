import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { usePages } from "../../client/use-pages.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { RowText } from "../../components/row-text.tsx";
import { listSameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath } from "../console-paths.ts";
import { type Deletion, deletionPath, isUnderWay } from "./deletion-requests.ts";
import { DeletionState } from "./deletion-state.tsx";

/** The deletions of tenants, newest first. */
export function DeletionsPage(): ReactNode {
  const { api } = useConsole();
  const pages = usePages<Deletion>({
    key: ["tenant-deletions"],
    read: (query, signal) => answered(api.GET("/api/v1/tenant-deletions", { params: { query }, signal })),
    everyMs: (items) => pollEvery(items.some(isUnderWay)),
  });
  const title = text("deletions.title");
  return (
    <PageFrame
      title={title}
      summary={
        <>
          <Link href={consolePath("/tenants")}>{text("tenants.title")}</Link> {text("deletions.text")}
        </>
      }
      sameAs={listSameAs(["tenant-deletions", "list"], "/api/v1/tenant-deletions")}
    >
      <PageList
        label={title}
        pages={pages}
        keyOf={({ id }) => id}
        row={(deletion) => <DeletionRow deletion={deletion} />}
        nothing={<Nothing title={text("deletions.empty.title")}>{text("deletions.empty.text")}</Nothing>}
      />
    </PageFrame>
  );
}

const DeletionRow = ({ deletion: { id, tenantId, state, createdAt } }: { deletion: Deletion }): ReactNode => (
  <Link href={deletionPath(id)} className="row">
    <RowText title={<Foreign>{tenantId}</Foreign>}>
      {text("deletions.deleted")} <Moment at={createdAt} />
    </RowText>
    <span className="row-end">
      <DeletionState state={state} />
    </span>
  </Link>
);
