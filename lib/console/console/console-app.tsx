import type { ReactNode } from "react";
import { Redirect, Route, Switch } from "wouter";
import { useObserved } from "../client/observable.ts";
import { Alone } from "../components/alone.tsx";
import { failureText } from "../components/failure.tsx";
import { Foreign } from "../components/foreign.tsx";
import { OwnQueries } from "../components/own-queries.tsx";
import { NoSuchPage, SkipLink } from "../components/page-frame.tsx";
import { text } from "../texts/texts.ts";
import { ConsoleBar } from "./console-bar.tsx";
import { ConsoleContext } from "./console-context.ts";
import { SignInPage } from "./pages/sign-in-page.tsx";
import { TenantPage } from "./pages/tenant-page.tsx";
import { TenantsPage } from "./pages/tenants-page.tsx";
import type { OpenConsole } from "./session/open-console.ts";
import type { ConsoleView } from "./session/session-requests.ts";
import { useIdleLimit } from "./session/use-idle-limit.ts";

/**
 * The operator's console. Whoever has to sign in does so in place of the page: its address stays, so the page is there
 * again afterwards.
 */
export function ConsoleApp({ session }: { session: OpenConsole }): ReactNode {
  const state = useObserved(session.state);
  if (state.is === "opening") return <Alone title={text("state.loading")} />;
  if (state.is === "signed-out") return <SignInPage console={session} reason={state.reason} />;
  if (state.is === "signed-in") return <SignedIn key={state.session.actor} console={session} session={state.session} />;
  return (
    <Alone title={text("console.title")}>
      <p role="alert">
        <Foreign>{failureText(state.error)}</Foreign>
      </p>
      <button type="button" className="button main" onClick={state.again}>
        {text("app.again")}
      </button>
    </Alone>
  );
}

function SignedIn({ console, session }: { console: OpenConsole; session: ConsoleView }): ReactNode {
  useIdleLimit(console, session);
  return (
    <OwnQueries>
      <ConsoleContext value={console.api}>
        <SkipLink />
        <ConsoleBar console={console} session={session} />
        <Switch>
          <Route path="/">
            <Redirect to="/tenants" replace />
          </Route>
          <Route path="/tenants">
            <TenantsPage />
          </Route>
          <Route path="/tenants/:id">{({ id }) => <TenantPage key={id} id={id} />}</Route>
          <Route>
            <NoSuchPage />
          </Route>
        </Switch>
      </ConsoleContext>
    </OwnQueries>
  );
}
