import { useEffect, useState } from "react";
import { runWorker } from "../../../client/worker-answers.ts";
import type { OpenApiAnswer } from "./openapi-messages.ts";

export type OpenApiState =
  | { is: "empty" }
  | { is: "running" }
  | { is: "read"; answer: OpenApiAnswer }
  /** `slow`: reading it takes too long. */
  | { is: "failed"; because: "slow" | "large" };

/** How long a document may take. */
const LIMIT_MS = 20_000;

/** Larger than any document that people write. */
const MOST_CHARACTERS = 10_000_000;

/** How long somebody must stop typing before a document is read. */
const PAUSE_MS = 400;

/** The event types in an OpenAPI document. */
export function useOpenApi(text: string, property: string | undefined): OpenApiState {
  const [state, setState] = useState<OpenApiState>({ is: "empty" });
  useEffect(() => {
    if (text.trim() === "") return setState({ is: "empty" });
    if (text.length > MOST_CHARACTERS) return setState({ is: "failed", because: "large" });
    setState({ is: "running" });
    let stop = () => {};
    const timer = setTimeout(() => {
      stop = runWorker<OpenApiAnswer>({
        worker: new Worker(new URL("./openapi-worker.ts", import.meta.url), { type: "module" }),
        request: { text, property },
        limitMs: LIMIT_MS,
        loadMs: LIMIT_MS,
        isLast: () => true,
        onMessage: (answer) => setState({ is: "read", answer }),
        onTooSlow: () => setState({ is: "failed", because: "slow" }),
        onBroken: () => setState({ is: "failed", because: "slow" }),
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [text, property]);
  return state;
}
