import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of code. */
export const codeColours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.string, color: "var(--good)" },
    { tag: tags.number, color: "var(--warn)" },
    { tag: [tags.keyword, tags.bool, tags.null], color: "var(--accent)" },
    { tag: [tags.variableName, tags.propertyName], color: "var(--accent)" },
    { tag: tags.comment, color: "var(--ink-soft)" },
    { tag: tags.operator, color: "var(--ink-soft)" },
  ]),
);

/** The editor in the page's colours, which change with the theme. */
export const editorTheme = EditorView.theme({
  "&": {
    background: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    color: "var(--ink)",
    fontSize: "var(--text-small)",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "2px" },
  "&[data-invalid]": { borderColor: "var(--bad)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", maxHeight: "14rem" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "4.8em", padding: "var(--space-2) 0" },
  ".cm-line": { overflowWrap: "anywhere", padding: "0 var(--space-3)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-placeholder": { color: "var(--ink-soft)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--neutral-soft)", outline: "1px solid var(--line-strong)" },
  ".cm-tooltip": {
    background: "var(--surface-raised)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius)",
    boxShadow: "0 0.5rem 1.5rem rgb(0 0 0 / 18%)",
    color: "var(--ink)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "calc(100vw - 3rem)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem var(--space-2)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--on-accent)" },
  ".cm-completionMatchedText": { fontWeight: "600", textDecoration: "none" },
  ".cm-completionDetail": { color: "var(--ink-soft)", fontStyle: "normal", marginInlineStart: "var(--space-4)" },
  ".cm-completionInfo": {
    fontFamily: "var(--sans)",
    maxWidth: "20rem",
    overflowWrap: "anywhere",
    padding: "var(--space-2) var(--space-3)",
    whiteSpace: "pre-wrap",
  },
  ".cm-diagnostic": { padding: "var(--space-1) var(--space-3)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textUnderlineOffset: "0.2em",
  },
});
