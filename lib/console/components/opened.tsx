import { type ReactNode, useState } from "react";

interface OpenedProps {
  title: string;
  /** Open from the beginning. */
  open?: boolean;
  children(): ReactNode;
}

/** A part of a page that is shown, and read from the API, only once somebody opens it. */
export function Opened({ title, open = false, children }: OpenedProps): ReactNode {
  const [wasOpened, setWasOpened] = useState(open);
  return (
    <details className="opened" open={open} onToggle={({ currentTarget }) => currentTarget.open && setWasOpened(true)}>
      <summary>{title}</summary>
      {wasOpened && <div className="opened-content">{children()}</div>}
    </details>
  );
}
