import { useState } from "react";
import type { LoadedPages } from "./use-pages.ts";

/** How many pages in a row without anything to show are read before somebody is asked. */
const MOST_EMPTY = 5;

/** How a list is read on. */
export interface Reading {
  /** Many pages had nothing to show. There are others. */
  isPaused: boolean;
  /** Reads the next page, unless reading is paused. */
  more(): void;
  /** Reads on after a pause. */
  further(): void;
}

/**
 * Reads a list on as long as something comes. A page of the API can be empty though the next one is not, and there can be
 * any number of them.
 *
 * @param shown how many items the list shows
 */
export function useLookFurther(pages: LoadedPages<unknown>, shown: number): Reading {
  const { count, complete, more } = pages;
  const [last, setLast] = useState({ shown, count: 0 });
  // Something came, or the list is another one.
  if (shown !== last.shown || count < last.count) setLast({ shown, count: shown === 0 ? 0 : count });
  const isPaused = !complete && count - last.count >= MOST_EMPTY;
  return {
    isPaused,
    more: () => {
      if (!isPaused) more();
    },
    further: () => {
      setLast({ shown, count });
      more();
    },
  };
}
