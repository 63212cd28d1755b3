import { type ReactNode, useEffect } from "react";
import { useLookFurther } from "../client/use-look-further.ts";
import type { LoadedPages } from "../client/use-pages.ts";
import { text } from "../texts/texts.ts";
import { Failure } from "./failure.tsx";
import { Loading, Nothing } from "./states.tsx";
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
  const { isPaused, more, further } = useLookFurther(pages, shown.length);
  useEffect(() => {
    if (shown.length === 0 && !pages.complete) more();
  });
  const failure = pages.error && <Failure error={pages.error} again={pages.again} />;
  const rest =
    failure || (isPaused && <LookFurther shown={shown.length} onFurther={further} loading={pages.loading} />);
  if (shown.length === 0) return rest || (pages.complete ? nothing : <Loading />);
  return (
    <>
      <VirtualList
        label={label}
        items={shown}
        keyOf={keyOf}
        row={row}
        onEnd={more}
        complete={pages.complete}
        onView={onView}
      />
      {rest}
    </>
  );
}

/** A list can have any number of items that don't match, so somebody decides how far to look. */
const LookFurther = ({
  shown,
  onFurther,
  loading,
}: {
  shown: number;
  onFurther(): void;
  loading: boolean;
}): ReactNode => (
  <>
    <Nothing title={text("list.noneYet", { count: shown })}>{text("list.noneYetText")}</Nothing>
    <div className="state-action">
      <button type="button" className="button" disabled={loading} onClick={onFurther}>
        {text("list.further")}
      </button>
    </div>
  </>
);
