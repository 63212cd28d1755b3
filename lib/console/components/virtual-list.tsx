import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

interface VirtualListProps<T> {
  /** What the list contains, for screen readers. */
  label: string;
  items: readonly T[];
  keyOf(item: T): string;
  /** The content of an item's row. */
  row(item: T): ReactNode;
  /**
   * Whether `items` is the whole list.
   *
   * @default true
   */
  complete?: boolean;
  /** Called when the end of a list that isn't complete comes into view. */
  onEnd?(): void;
  /** Rows are as high as what they contain. The others all have one height. */
  fitted?: boolean;
  /** Called with the places of the first and the last item in view, or nearly so. */
  onView?: ((first: number, last: number) => void) | undefined;
}

const ROW_PX = 64;

/** How many rows before the end more are asked for. */
const AHEAD = 10;

/** A list that scrolls with the page, and of which only the rows in view are in the document. */
export function VirtualList<T>(props: VirtualListProps<T>): ReactNode {
  const { label, items, keyOf, row, complete = true, onEnd, fitted = false, onView } = props;
  const list = useRef<HTMLUListElement>(null);
  const [topPx, setTopPx] = useState(0);
  useLayoutEffect(() => setTopPx(list.current?.offsetTop ?? 0), []);
  // A measured height stays with its item when the order changes. Rows of one height don't need the keys of all items.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `keyOf` is another function in each render, and does the same
  const itemKey = useCallback((index: number) => keyOf(items[index] as T), [items]);
  const virtualizer = useWindowVirtualizer<HTMLLIElement>({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: AHEAD,
    scrollMargin: topPx,
    ...(fitted && { getItemKey: itemKey }),
  });
  const rows = virtualizer.getVirtualItems();
  const nearEnd = (rows.at(-1)?.index ?? 0) >= items.length - AHEAD;
  useEffect(() => {
    if (nearEnd && !complete) onEnd?.();
  });
  const [first, last] = [rows.at(0)?.index ?? 0, rows.at(-1)?.index ?? 0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onView` is another function in each render, and is only told of another view
  useEffect(() => onView?.(first, last), [first, last]);
  const height = virtualizer.getTotalSize();
  return (
    <ul className="list" ref={list} aria-label={label} style={{ height }}>
      {rows.map(({ index, start, size }) => {
        const item = items[index] as T;
        const setSize = complete ? items.length : -1;
        const style = { ...(!fitted && { height: size }), transform: `translateY(${start - topPx}px)` };
        const measured = fitted ? { ref: virtualizer.measureElement, "data-index": index } : {};
        return (
          <li key={keyOf(item)} {...measured} aria-setsize={setSize} aria-posinset={index + 1} style={style}>
            {row(item)}
          </li>
        );
      })}
    </ul>
  );
}
