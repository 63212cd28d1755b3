import { type ReactNode, useId } from "react";
import { useObserved } from "../client/observable.ts";
import { Alone } from "../components/alone.tsx";
import { AloneFailure } from "../components/alone-failure.tsx";
import { OwnQueries } from "../components/own-queries.tsx";
import { SkipLink } from "../components/page-frame.tsx";
import { type Site, SiteContext } from "../components/site.ts";
import { text } from "../texts/texts.ts";
import { ConsoleBar } from "./console-bar.tsx";
import { ConsoleContext, type ConsoleUse } from "./console-context.ts";
import { ConsoleNav } from "./console-nav.tsx";
import { ConsolePages } from "./console-pages.tsx";
import { SameAsButton } from "./same-as/same-as-button.tsx";
import type { OpenConsole } from "./session/open-console.ts";
import type { ConsoleView } from "./session/session-requests.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { useIdleLimit } from "./session/use-idle-limit.ts";

/**
 * The operator's console. A sign-in takes the place of the page and keeps its address, so the page is there again
 * afterwards.
 */
export function ConsoleApp({ session }: { session: OpenConsole }): ReactNode {
  const state = useObserved(session.state);
  if (state.is === "opening") return <Alone title={text("state.loading")} />;
  if (state.is === "signed-out") return <SignInPage console={session} reason={state.reason} />;
  if (state.is === "signed-in") return <SignedIn key={state.session.actor} console={session} session={state.session} />;
  return <AloneFailure title={text("console.title")} error={state.error} again={state.again} />;
}

function SignedIn({ console, session }: { console: OpenConsole; session: ConsoleView }): ReactNode {
  useIdleLimit(console, session);
  const areas = useId();
  return (
    <OwnQueries>
      <ConsoleContext value={useOf(console, session)}>
        <SiteContext value={SITE}>
          <SkipLink />
          <ConsoleBar console={console} session={session} areas={areas} />
          <div className="shell">
            <ConsoleNav id={areas} />
            <div className="shell-page">
              <ConsolePages />
            </div>
          </div>
        </SiteContext>
      </ConsoleContext>
    </OwnQueries>
  );
}

const SITE: Site = { title: text("console.title"), sameAs: (sameAs) => <SameAsButton {...sameAs} /> };

const useOf = ({ api, apiFor }: OpenConsole, session: ConsoleView): ConsoleUse => ({
  api,
  apiFor,
  session,
  mayChange: session.role !== "viewer",
  isAdmin: session.role === "admin",
});
