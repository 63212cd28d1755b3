import type { ReactNode } from "react";
import type { LivePages } from "../client/use-live-pages.ts";
import { text } from "../texts/texts.ts";
import { PageList } from "./page-list.tsx";

interface LiveListProps<T> {
  label: string;
  pages: LivePages<T>;
  keyOf(item: T): string;
  row(item: T): ReactNode;
  /** Shown if the whole list was read, and is empty. */
  nothing: ReactNode;
}

/** A list that goes on while it is shown. What came in waits behind a button while somebody reads the list. */
export const LiveList = <T,>({ pages, ...list }: LiveListProps<T>): ReactNode => (
  <div className="live-list">
    <div className="newer" role="status">
      {(pages.newer > 0 || pages.andMore) && <ShowNewer pages={pages} />}
    </div>
    <PageList {...list} pages={pages} onView={pages.onView} />
  </div>
);

function ShowNewer({
  pages: { newer, andMore, showNewer },
}: {
  pages: Pick<LivePages<unknown>, "newer" | "andMore" | "showNewer">;
}) {
  const show = () => {
    window.scrollTo({ top: 0 });
    showNewer();
  };
  return (
    <button type="button" className="button small main" onClick={show}>
      {text(andMore ? "list.newerAndMore" : "list.newer", { count: newer })}
    </button>
  );
}

/** How far down the page its top still counts as in view. */
const TOP_PX = 80;

/** Whether a list may grow at its top: the top is in view, and the focus is in no row of a list. */
export const isAtTop = (): boolean => window.scrollY < TOP_PX && !document.activeElement?.closest(".list");
