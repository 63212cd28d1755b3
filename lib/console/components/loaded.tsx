import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { Loading } from "./states.tsx";

/**
 * A page that the first view doesn't need. It is loaded when it is opened. React's own `lazy` would show it 300 ms later
 * than it could: `Suspense` waits that long between a fallback and what comes in its place.
 *
 * @param name the page's name in its file
 */
export function loaded<Name extends string, Props extends object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Props>>>>,
  name: Name,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function Loaded(props: Props): ReactNode {
    const [page, setPage] = useState<Outcome<Props>>({ Page: known });
    useEffect(() => {
      if (known) return;
      load().then(
        ({ [name]: Page }) => {
          known = Page;
          setPage({ Page });
        },
        (error: unknown) => setPage({ error }),
      );
    }, []);
    // For the guard around the page.
    if ("error" in page) throw page.error;
    return page.Page ? <page.Page {...props} /> : <Loading />;
  };
}

type Outcome<Props> = { Page: ComponentType<Props> | undefined } | { error: unknown };
