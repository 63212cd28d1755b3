import { type ReactNode, useEffect, useRef } from "react";

interface FocusedProps {
  className: string;
  /** Names it for screen readers. */
  label: string;
  children: ReactNode;
}

/** The result of a form that it takes the place of. It gets the focus, which the form had. */
export function Focused({ className, label, children }: FocusedProps): ReactNode {
  const result = useRef<HTMLElement>(null);
  useEffect(() => result.current?.focus(), []);
  return (
    <section ref={result} tabIndex={-1} className={className} aria-label={label}>
      {children}
    </section>
  );
}
