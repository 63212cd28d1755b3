import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { Link } from "wouter";
import { ActFailure } from "../components/failure.tsx";
import { Foreign } from "../components/foreign.tsx";
import { ThemeChoice } from "../components/theme-choice.tsx";
import { momentText, text } from "../texts/texts.ts";
import { PaletteButton } from "./palette/palette-button.tsx";
import type { OpenConsole } from "./session/open-console.ts";
import type { ConsoleView } from "./session/session-requests.ts";

interface BarProps {
  console: OpenConsole;
  session: ConsoleView;
}

interface ConsoleBarProps extends BarProps {
  /** The id of the menu of areas. */
  areas: string;
}

/** The bar at the top: where one can go, and who is signed in. */
export function ConsoleBar({ console, session, areas }: ConsoleBarProps): ReactNode {
  const account = useId();
  return (
    <header className="bar">
      <div className="bar-inner">
        <button type="button" className="button quiet areas-button" popoverTarget={areas}>
          {text("console.menu")}
        </button>
        <Link href="/" className="brand">
          {text("app.name")}
        </Link>
        <span className="bar-end">
          <PaletteButton />
          <button type="button" className="button quiet" popoverTarget={account}>
            <span className="hidden-text">{text("console.account")}: </span>
            <Foreign>{session.actor}</Foreign>
          </button>
        </span>
        <Account id={account} console={console} session={session} />
      </div>
    </header>
  );
}

function Account({ id, console, session }: BarProps & { id: string }): ReactNode {
  const { actor, role, expiresAt } = session;
  const leave = useMutation({ mutationFn: console.signOut });
  return (
    <div id={id} popover="auto" className="popover">
      <div>
        <p>
          <Foreign>{actor}</Foreign> <span className="badge">{text(`console.role.${role}`)}</span>
        </p>
        <p className="small soft">{text("console.until", { until: momentText(expiresAt) })}</p>
        <p className="small soft">{text("console.zone", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
      </div>
      <ThemeChoice />
      <button type="button" className="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
        {text("console.signOut")}
      </button>
      <ActFailure error={leave.error} />
    </div>
  );
}
