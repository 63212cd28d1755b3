import { useEffect, useState } from "react";
import type { Evaluation } from "../../../core/matching/expression-result.ts";
import type { InvalidFilter, PreviewRequest } from "./preview-messages.ts";
import { LONGEST_MS, runPreview } from "./run-preview.ts";

/** What a filter does with each of some events, as far as it is known. */
export interface Preview {
  /** The filter that it is about. */
  filter: string;
  /** `stopped`: an event took too long, and the events after it were not tried. */
  state: "running" | "done" | "stopped" | "broken";
  /** Why the API would not save the filter. */
  problem: InvalidFilter | undefined;
  /** One for each event, in order. */
  results: readonly { evaluation: Evaluation; tookMs: number }[];
}

/** How long somebody must stop typing before the filter is tried. */
const PAUSE_MS = 300;

/** Tries a filter whenever it changes. What was known of the filter before stays until then. */
export function usePreview({ filter, events, subscription }: PreviewRequest): Preview {
  const [preview, setPreview] = useState(() => running(filter));
  // Parents may make a new object with the same content each time they render.
  const subject = JSON.stringify(subscription);
  useEffect(() => {
    if (filter.trim() === "") {
      setPreview({ ...running(filter), state: "done", results: events.map(() => UNFILTERED) });
      return;
    }
    let stop = () => {};
    const timer = setTimeout(() => {
      stop = follow({ filter, events, subscription: JSON.parse(subject) }, setPreview);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [filter, events, subject]);
  return preview.filter === filter ? preview : { ...preview, filter, state: "running", problem: undefined };
}

const running = (filter: string): Preview => ({ filter, state: "running", problem: undefined, results: [] });

const UNFILTERED = { evaluation: { met: true }, tookMs: 0 };

function follow(request: PreviewRequest, show: (preview: Preview) => void): () => void {
  let known = running(request.filter);
  const go = (change: Partial<Preview>) => {
    known = { ...known, ...change };
    // One rendering for all results that come at once.
    if (known.state !== "running") show(known);
  };
  return runPreview(request, {
    onMessage(message) {
      if ("problem" in message) {
        const isOver = message.problem !== undefined || request.events.length === 0;
        go({ problem: message.problem, ...(isOver && { state: "done" }) });
        return;
      }
      const results = [...known.results, message];
      go({ results, ...(results.length === request.events.length && { state: "done" }) });
    },
    onTooSlow: () => go({ state: "stopped", results: [...known.results, TOO_SLOW] }),
    onBroken: () => go({ state: "broken" }),
  });
}

const TOO_SLOW = {
  evaluation: { met: false, reason: `took longer than ${LONGEST_MS / 1000} s` },
  tookMs: LONGEST_MS,
};
