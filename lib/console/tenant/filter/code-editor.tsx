import { type ReactNode, useRef } from "react";
import { TextEditor, type TextEditorProps } from "../../components/editor/text-editor.tsx";
import type { FilterScope } from "./cel-completion.ts";
import { celLanguage } from "./cel-language.ts";
import { celCompletion } from "./editor-completion.ts";

/** An editor for a condition. */
export default function CodeEditor({ scope, ...props }: TextEditorProps & { scope: FilterScope }): ReactNode {
  const latest = useRef(scope);
  latest.current = scope;
  return <TextEditor {...props} extensions={[celLanguage, celCompletion(() => latest.current)]} />;
}
