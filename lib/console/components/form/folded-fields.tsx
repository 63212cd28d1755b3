import type { ReactNode } from "react";

/** Fields of a form that most people leave as they are. */
export const FoldedFields = ({ title, children }: { title: string; children: ReactNode }): ReactNode => (
  <details className="section">
    <summary>{title}</summary>
    <div className="form">{children}</div>
  </details>
);
