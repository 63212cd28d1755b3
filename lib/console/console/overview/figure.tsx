import type { ReactNode } from "react";
import { Link } from "wouter";

interface FigureProps {
  name: string;
  /** Undefined while it is read. */
  value: string | undefined;
  /** The page with what is counted. */
  href?: string;
  /** The id of the part of this page with what is counted. */
  anchor?: string;
  /** Something is wrong. */
  isBad?: boolean;
  /** It isn't known whether something is wrong. */
  isUnsure?: boolean;
  /** What the number means. */
  children: ReactNode;
}

/** A number, what it means, and the way to what it counts. */
export const Figure = ({
  name,
  value = "…",
  href,
  anchor,
  isBad = false,
  isUnsure = false,
  children,
}: FigureProps): ReactNode => (
  <div className={`figure ${isBad ? "bad" : isUnsure ? "unsure" : ""}`}>
    <dt>{name}</dt>
    <dd className="figure-value">
      {href && <Link href={href}>{value}</Link>}
      {anchor && <a href={`#${anchor}`}>{value}</a>}
      {!href && !anchor && value}
    </dd>
    <dd className="small soft">{children}</dd>
  </div>
);
