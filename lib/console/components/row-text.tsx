import type { ReactNode } from "react";

interface RowTextProps {
  title: ReactNode;
  /** The line below the title. */
  children?: ReactNode;
}

/** The text of a row in a list. */
export const RowText = ({ title, children }: RowTextProps): ReactNode => (
  <span className="row-text">
    <span className="row-title">{title}</span>
    {children && <span className="small soft">{children}</span>}
  </span>
);
