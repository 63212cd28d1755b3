import { json } from "@codemirror/lang-json";
import { EditorView } from "@codemirror/view";
import type { ReactNode } from "react";
import { codeColours } from "./editor-theme.ts";
import { TextEditor, type TextEditorProps } from "./text-editor.tsx";

/** An editor for JSON, with room for more lines than a condition has. */
export default function CodeOfJson(props: TextEditorProps): ReactNode {
  return <TextEditor {...props} extensions={[json(), codeColours, tall]} />;
}

const tall = EditorView.theme({ ".cm-scroller": { maxHeight: "32rem" } });
