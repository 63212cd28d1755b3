import type { ReactNode } from "react";
import { Alone } from "../components/alone.tsx";
import { failureText } from "../components/failure.tsx";
import { Foreign } from "../components/foreign.tsx";
import { text } from "../texts/texts.ts";
import type { PortalState } from "./session/open-portal.ts";

/** What the portal shows without a session. */
export function ClosedPortal({ state }: { state: Exclude<PortalState, { is: "open" }> }): ReactNode {
  if (state.is === "opening") return <Alone title={text("portal.opening")} />;
  if (state.is === "failed") {
    return (
      <Alone title={text("portal.failed.title")}>
        <p role="alert">
          <Foreign>{failureText(state.error)}</Foreign>
        </p>
        <button type="button" className="button main" onClick={state.again}>
          {text("app.again")}
        </button>
      </Alone>
    );
  }
  if (state.is === "without-link") {
    return (
      <Alone title={text("portal.noLink.title")}>
        <p className="soft">{text("portal.noLink.text")}</p>
      </Alone>
    );
  }
  if (state.is === "link-used") {
    return (
      <Alone title={text("portal.used.title")}>
        <p className="soft">{text("portal.used.text")}</p>
      </Alone>
    );
  }
  const { refreshUrl } = state;
  return (
    <Alone title={text("portal.over.title")}>
      <p className="soft">{text("portal.over.text")}</p>
      {refreshUrl && isWebAddress(refreshUrl) && (
        // In a frame, the application's page takes the place of the page around the frame.
        <a className="button main" href={refreshUrl} target="_top">
          {text("portal.over.return")}
        </a>
      )}
    </Alone>
  );
}

/** The API checked the origin when the link was made. This keeps `javascript:` out whatever comes. */
const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
