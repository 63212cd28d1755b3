import { type ReactNode, useEffect } from "react";

/** A page with nothing but one card: a sign-in, or why there is nothing to see. */
export function Alone({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="alone">
      <div className="card">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
