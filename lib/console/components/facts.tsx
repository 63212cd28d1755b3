import type { ReactNode } from "react";

/** Names and values, one pair a line. */
export const Facts = ({ children }: { children: ReactNode }): ReactNode => <dl className="card facts">{children}</dl>;

/** A pair. Shows nothing without a value: undefined, null or false. */
export const Fact = ({ name, children }: { name: string; children: ReactNode }): ReactNode =>
  children !== undefined &&
  children !== null &&
  children !== false && (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
