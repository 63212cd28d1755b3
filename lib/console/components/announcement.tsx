import type { ReactNode } from "react";
import { Foreign } from "./foreign.tsx";

/** What an act has done. It is in the page before it says anything, because screen readers say only what changes. */
export const Announcement = ({ children }: { children: string | undefined }): ReactNode => (
  <p className={children ? "notice good" : "hidden-text"} role="status">
    {children && <Foreign>{children}</Foreign>}
  </p>
);
