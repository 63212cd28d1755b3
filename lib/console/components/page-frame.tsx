import { type ReactNode, useContext, useEffect, useRef } from "react";
import { text } from "../texts/texts.ts";
import { SameAsHere } from "./same-as-here.tsx";
import { type SameAs, SiteContext } from "./site.ts";

interface PageProps {
  title: ReactNode;
  /**
   * For the browser's tab and its history, which add the app's name.
   *
   * @default the title, if it is a text
   */
  documentTitle?: string | undefined;
  /** A line below the title. */
  summary?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** The request and the command that do what the page does. */
  sameAs?: SameAs | undefined;
  children?: ReactNode;
}

/**
 * One page. When another page takes its place, the focus moves to the new one, so that screen readers read it and the
 * keyboard goes on from there.
 */
export function PageFrame(props: PageProps): ReactNode {
  const { title, documentTitle = typeof title === "string" ? title : "", summary, actions, sameAs, children } = props;
  const main = useRef<HTMLElement>(null);
  const site = useContext(SiteContext);
  const tabTitle = documentTitle ? `${documentTitle} · ${site.title}` : site.title;
  useEffect(() => {
    document.title = tabTitle;
  }, [tabTitle]);
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main id="content" ref={main} tabIndex={-1}>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {summary && <p className="soft">{summary}</p>}
        </div>
        {actions}
        {sameAs && <SameAsHere {...sameAs} />}
      </div>
      {children}
    </main>
  );
}

/** A page for addresses that lead nowhere. */
export const NoSuchPage = (): ReactNode => <PageFrame title={text("app.notFound")} />;

/** Takes keyboard users past the bar. */
export const SkipLink = (): ReactNode => (
  <button type="button" className="skip" onClick={() => document.getElementById("content")?.focus()}>
    {text("app.skip")}
  </button>
);
