import type { ReactNode } from "react";
import { Link, Route, Switch } from "wouter";
import { useObserved } from "../client/observable.ts";
import { Foreign } from "../components/foreign.tsx";
import { OwnQueries } from "../components/own-queries.tsx";
import { NoSuchPage, SkipLink } from "../components/page-frame.tsx";
import { text } from "../texts/texts.ts";
import { ClosedPortal } from "./closed-portal.tsx";
import { EndpointPage } from "./pages/endpoint-page.tsx";
import { EndpointsPage } from "./pages/endpoints-page.tsx";
import { PortalContext } from "./portal-context.ts";
import type { Portal } from "./session/open-portal.ts";
import type { PortalView } from "./session/portal-tokens.ts";

/** The portal: a customer's own view of their webhooks. */
export function PortalApp({ portal }: { portal: Portal }): ReactNode {
  const state = useObserved(portal.state);
  if (state.is !== "open") return <ClosedPortal state={state} />;
  return (
    <OwnQueries>
      <PortalContext value={portal.api}>
        <SkipLink />
        <PortalBar session={state.session} />
        <Switch>
          <Route path="/">
            <EndpointsPage />
          </Route>
          <Route path="/endpoints">
            <EndpointsPage />
          </Route>
          <Route path="/endpoints/:id">{({ id }) => <EndpointPage key={id} id={id} />}</Route>
          <Route>
            <NoSuchPage />
          </Route>
        </Switch>
      </PortalContext>
    </OwnQueries>
  );
}

const PortalBar = ({ session: { tenantId, actor } }: { session: PortalView }): ReactNode => (
  <header className="bar">
    <div className="bar-inner">
      <Link href="/" className="brand">
        {text("portal.title")}
      </Link>
      <span className="bar-end soft">
        <Foreign>{tenantId}</Foreign>
        {actor && (
          <>
            {" · "}
            <span className="hidden-text">{text("portal.actor")} </span>
            <Foreign>{actor}</Foreign>
          </>
        )}
      </span>
    </div>
  </header>
);
