import type { ReactNode } from "react";
import type { SchemaProblem } from "../../../../core/kit/json-schema-errors.ts";
import { Foreign } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";

/** So many problems of one thing are shown. */
const MOST = 10;

/** What is wrong, one thing a line, and where. */
export const SchemaProblems = ({ problems }: { problems: readonly SchemaProblem[] }): ReactNode => (
  <ul className="problems small">
    {problems.slice(0, MOST).map(({ path, message }) => (
      <li key={`${path} ${message}`}>
        {path && (
          <code>
            <Foreign>{path}</Foreign>
          </code>
        )}{" "}
        <Foreign>{message}</Foreign>
      </li>
    ))}
    {problems.length > MOST && <li>{text("schemaCheck.more", { count: problems.length - MOST })}</li>}
  </ul>
);
