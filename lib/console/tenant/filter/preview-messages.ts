import type { InputEvent, Subject } from "../../../core/matching/expression-input.ts";
import type { Evaluation } from "../../../core/matching/expression-result.ts";

/** What the worker is asked: which of these events a filter lets through. */
export interface PreviewRequest {
  filter: string;
  events: readonly InputEvent[];
  subscription: Subject;
}

/** Why the API would not save a filter. `at` is an offset from 0. */
export interface InvalidFilter {
  message: string;
  at: number | undefined;
}

/** What the worker answers: first whether the filter can be saved, then one result for each event, in order. */
export type PreviewMessage = { problem: InvalidFilter | undefined } | { evaluation: Evaluation; tookMs: number };
