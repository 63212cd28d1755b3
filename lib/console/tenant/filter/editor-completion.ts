import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { plainText } from "../../components/foreign.tsx";
import { type FilterScope, type Suggestion, suggestionsFor } from "./cel-completion.ts";

/** Completes names and values. The scope is read whenever it is needed, because it changes as the page loads. */
export const celCompletion = (scope: () => FilterScope): Extension =>
  autocompletion({
    override: [(context) => completionsAt(context, scope())],
    icons: false,
    // A class of its own for each kind adds nothing that the label doesn't say.
    activateOnTypingDelay: 50,
  });

function completionsAt(context: CompletionContext, scope: FilterScope): CompletionResult | null {
  const found = suggestionsFor(context.state.sliceDoc(0, context.pos), scope);
  if (!found || found.options.length === 0) return null;
  // Without anything typed, only a dot, a quote or the keyboard's command opens the list.
  const isAsked = context.explicit || found.from < context.pos || context.matchBefore(/[.["']/) !== null;
  return isAsked ? { from: found.from, options: found.options.map(completionOf), validFor: /^\w*$/ } : null;
}

function completionOf({ label, detail, info, insert, overDot }: Suggestion): Completion {
  return {
    label,
    displayLabel: plainText(label),
    // A space between the name and the detail, for screen readers.
    ...(detail && { detail: ` ${detail}` }),
    ...(info && { info: plainText(info).slice(0, MOST_CHARACTERS) }),
    ...((insert || overDot) && {
      apply: (view: EditorView, _completion: Completion, from: number, to: number) => {
        const start = overDot ? from - 1 : from;
        const text = insert ?? label;
        view.dispatch({ changes: { from: start, to, insert: text }, selection: { anchor: start + text.length } });
      },
    }),
  };
}

const MOST_CHARACTERS = 500;
