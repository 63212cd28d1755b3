import type { ReactNode } from "react";
import { text } from "../texts/texts.ts";
import { CodeBlock } from "./code-block.tsx";

/** The headers of a request or an answer, one a line. */
export function HeaderList({ label, headers }: { label: string; headers: Record<string, string> }): ReactNode {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (lines.length === 0) return <p className="small soft">{text("attempt.noHeaders")}</p>;
  return <CodeBlock label={label} code={lines.join("\n")} />;
}
