import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { type ReactNode, useEffect, useRef } from "react";
import { editorTheme } from "./editor-theme.ts";

/** What is wrong with a text. `at` is an offset from 0; undefined for the whole text. */
export interface TextProblem {
  message: string;
  at: number | undefined;
}

export interface TextEditorProps {
  /** For screen readers: the editor's name, and how to use it. */
  label: string;
  description: string;
  example: string;
  value: string;
  problem: TextProblem | undefined;
  /** The API refused the value. */
  refused: boolean;
  readOnly?: boolean;
  onChange(value: string): void;
}

/**
 * An editor for code. It is in a shadow tree, because there CodeMirror makes its styles without a `<style>` element,
 * which the page's policy forbids.
 *
 * @param extensions the language, completion and the like, at first
 */
export function TextEditor({ extensions, ...props }: TextEditorProps & { extensions: Extension }): ReactNode {
  const { value, problem, refused } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const first = useRef(extensions);

  useEffect(() => {
    if (!host.current) return;
    const tree = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open", delegatesFocus: true });
    const state = stateOf(() => latest.current, first.current);
    const editor = new EditorView({ state, parent: tree, root: tree });
    // The form focuses the element around the tree, and that delegates the focus to the first part that can have it.
    editor.scrollDOM.addEventListener("focus", () => editor.focus());
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    // While somebody types, the editor is ahead of the value.
    if (!editor || editor.hasFocus || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, problem ? [diagnosticOf(problem, editor.state)] : []));
  }, [problem]);

  return <div ref={host} className="editor" data-invalid={problem !== undefined || refused || undefined} />;
}

function stateOf(latest: () => TextEditorProps, extensions: Extension): EditorState {
  const { label, description, example, value, readOnly = false } = latest();
  return EditorState.create({
    doc: value,
    extensions: [
      history(),
      bracketMatching(),
      closeBrackets(),
      extensions,
      editorTheme,
      placeholder(example),
      EditorState.readOnly.of(readOnly),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        ...{ "aria-label": label, "aria-description": description, spellcheck: "false" },
        // Editable content can have the focus without it, but not every tool knows that.
        tabindex: "0",
      }),
      // No key of these is Tab: it leaves the editor, as in every other field.
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.updateListener.of(({ docChanged, state }) => docChanged && latest().onChange(state.doc.toString())),
    ],
  });
}

/** Marks the character at the problem's place, or everything if it has none. */
function diagnosticOf({ message, at }: TextProblem, { doc }: EditorState) {
  const from = Math.min(at ?? 0, Math.max(doc.length - 1, 0));
  const to = at === undefined ? doc.length : Math.min(from + 1, doc.length);
  return { from, to, severity: "error" as const, message };
}
