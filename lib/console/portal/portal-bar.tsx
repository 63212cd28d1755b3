import { type ReactNode, useId } from "react";
import { Link } from "wouter";
import { useObserved } from "../client/observable.ts";
import { Foreign } from "../components/foreign.tsx";
import { ThemeChoice } from "../components/theme-choice.tsx";
import { TenantNav } from "../tenant/tenant-nav.tsx";
import { momentText, text } from "../texts/texts.ts";
import type { Appearance } from "./appearance.ts";
import type { PortalView } from "./session/portal-tokens.ts";

interface BarProps {
  session: PortalView;
  appearance: Appearance;
}

/** The bar at the top: the logo, where one can go, and who is signed in. */
export function PortalBar({ session, appearance }: BarProps): ReactNode {
  const account = useId();
  const { tenantId, actor = tenantId, logo } = session;
  return (
    <header className="bar">
      <div className="bar-inner">
        <Link href="/" className="brand">
          {logo && <Logo {...logo} />}
          {text("portal.title")}
        </Link>
        <TenantNav label={text("nav.label")} />
        <span className="bar-end">
          <button type="button" className="button quiet" popoverTarget={account}>
            <span className="hidden-text">{text("portal.actor")} </span>
            <Foreign>{actor}</Foreign>
          </button>
        </span>
        <Account id={account} session={session} appearance={appearance} />
      </div>
    </header>
  );
}

/** The policy allows images of this host only, and the API may have several. */
const Logo = ({ url, width, height }: NonNullable<PortalView["logo"]>): ReactNode => (
  <img className="logo" src={new URL(url).pathname} width={width} height={height} alt={""} />
);

function Account({ id, session, appearance }: BarProps & { id: string }): ReactNode {
  const { tenantId, actor, expiresAt } = session;
  const isFree = useObserved(appearance.isFree);
  return (
    <div id={id} popover="auto" className="popover">
      <div>
        {actor && (
          <p>
            <Foreign>{tenantId}</Foreign>
          </p>
        )}
        <p className="small soft">{text("portal.until", { until: momentText(expiresAt) })}</p>
      </div>
      {isFree && <ThemeChoice />}
    </div>
  );
}
