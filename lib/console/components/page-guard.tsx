import type { ReactNode } from "react";
import { text } from "../texts/texts.ts";
import { PartGuard } from "./part-guard.tsx";

/** Shows a notice in place of a page that broke. */
export const PageGuard = ({ children }: { children: ReactNode }): ReactNode => (
  <PartGuard otherwise={<BrokenPage />}>{children}</PartGuard>
);

const BrokenPage = (): ReactNode => (
  <main id="content" className="state" role="alert">
    <h1>{text("guard.title")}</h1>
    <p className="soft">{text("guard.text")}</p>
    <button type="button" className="button main" onClick={() => window.location.reload()}>
      {text("guard.reload")}
    </button>
  </main>
);
