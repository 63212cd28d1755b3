import "../design/base.css";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { OwnQueries } from "./own-queries.tsx";

/** Shows an app in the page. Its addresses begin with `base`, such as `/portal`. */
export function mount(base: string, app: ReactNode): void {
  const root = document.getElementById("app");
  if (!root) throw new Error("the page has no element #app");
  createRoot(root).render(
    <StrictMode>
      <OwnQueries>
        <Router base={base}>{app}</Router>
      </OwnQueries>
    </StrictMode>,
  );
}
