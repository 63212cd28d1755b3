import { type ReactNode, useEffect } from "react";
import type { LoadedPages } from "../client/use-pages.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./states.tsx";
import { VirtualList } from "./virtual-list.tsx";

interface PageListProps<T> {
  label: string;
  pages: LoadedPages<T>;
  /**
   * The items to show.
   *
   * @default all that were read
   */
  shown?: readonly T[];
  keyOf(item: T): string;
  row(item: T): ReactNode;
  /** See `VirtualList`. */
  onView?: (first: number, last: number) => void;
  /** Shown if the whole list was read, and has nothing to show. */
  nothing: ReactNode;
}

/** A list of the API: its rows, or why there are none. */
export function PageList<T>(props: PageListProps<T>): ReactNode {
  const { label, pages, shown = pages.items, keyOf, row, onView, nothing } = props;
  // A page of the API can be empty though the next one is not.
  useEffect(() => {
    if (shown.length === 0 && !pages.complete) pages.more();
  });
  const failure = pages.error && <Failure error={pages.error} again={pages.again} />;
  if (shown.length === 0) return failure || (pages.complete ? nothing : <Loading />);
  return (
    <>
      <VirtualList
        label={label}
        items={shown}
        keyOf={keyOf}
        row={row}
        onEnd={pages.more}
        complete={pages.complete}
        onView={onView}
      />
      {failure}
    </>
  );
}
