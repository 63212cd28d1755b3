import "./editor.css";
import { lazy, type ReactNode, Suspense, useMemo, useRef } from "react";
import { text } from "../../texts/texts.ts";
import { FieldErrors } from "../form/field.tsx";
import { useSeen } from "../use-seen.ts";
import { jsonProblemIn } from "./json-problem-in.ts";

/** The editor is as large as the rest of a page. */
const CodeOfJson = lazy(() => import("./code-of-json.tsx"));

interface JsonFieldProps {
  label: string;
  help?: string;
  /** Shown in place of an empty value. */
  example: string;
  /** JSON text. Empty: none. */
  value: string;
  /** What is wrong with the value, besides its syntax. */
  errors?: readonly string[];
  readOnly?: boolean;
  onChange(value: string): void;
}

/** A field for JSON. It says where the text isn't JSON. */
export function JsonField({ label, help = "", errors = [], value, ...props }: JsonFieldProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const problem = useMemo(() => jsonProblemIn(value), [value]);
  const waiting = <div className="editor waiting" data-invalid={errors.length > 0 || undefined} />;
  return (
    <div className="field" ref={place}>
      <span className="field-label">{label}</span>
      {seen ? (
        <Suspense fallback={waiting}>
          <CodeOfJson
            {...props}
            label={label}
            description={`${help} ${text("json.keys")}`.trim()}
            value={value}
            problem={problem}
            refused={errors.length > 0}
          />
        </Suspense>
      ) : (
        waiting
      )}
      {help && <div className="small soft">{help}</div>}
      <FieldErrors errors={problem ? [text("json.problem", { message: problem.message })] : errors} />
    </div>
  );
}
