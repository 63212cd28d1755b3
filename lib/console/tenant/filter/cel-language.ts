import { StreamLanguage, type StringStream } from "@codemirror/language";
import { codeColours } from "../../components/editor/editor-theme.ts";

const KEYWORDS = new Set(["true", "false", "null", "in"]);
const VARIABLES = new Set(["data", "event", "subscription"]);

/** CEL, token by token (https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax). */
const language = StreamLanguage.define<null>({
  name: "cel",
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match("//")) return rest(stream, "comment");
    if (stream.match(/^[rRbB]?("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)/)) return "string";
    if (stream.match(/^(0x[\da-f]+|\d+(\.\d+)?(e[+-]?\d+)?)u?/i)) return "number";
    if (stream.match(/^[A-Za-z_]\w*/)) return wordKind(stream);
    if (stream.match(/^([=!<>]=|&&|\|\||[-+*/%<>!?:])/)) return "operator";
    stream.next();
    return null;
  },
});

function rest(stream: StringStream, kind: string): string {
  stream.skipToEnd();
  return kind;
}

function wordKind(stream: StringStream): string | null {
  const word = stream.current();
  if (KEYWORDS.has(word)) return "keyword";
  const isMember = /\.\s*$/.test(stream.string.slice(0, stream.start));
  return VARIABLES.has(word) && !isMember ? "variableName" : null;
}

/** The syntax of conditions, with its colours. */
export const celLanguage = [language, codeColours];
