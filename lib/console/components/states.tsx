import type { ReactNode } from "react";
import { text } from "../texts/texts.ts";

/** Shown while something is read. Screen readers say it. */
export const Loading = (): ReactNode => (
  <p className="state soft" role="status">
    {text("state.loading")}
  </p>
);

/** Shown in place of a list without items. */
export const Nothing = ({ title, children }: { title: string; children?: ReactNode }): ReactNode => (
  <div className="state">
    <h2>{title}</h2>
    {children && <p className="soft">{children}</p>}
  </div>
);
