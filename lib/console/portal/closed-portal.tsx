import type { ReactNode } from "react";
import { Alone } from "../components/alone.tsx";
import { AloneFailure } from "../components/alone-failure.tsx";
import { text } from "../texts/texts.ts";
import type { PortalState } from "./session/open-portal.ts";

/** What the portal shows without a session. */
export function ClosedPortal({ state }: { state: Exclude<PortalState, { is: "open" }> }): ReactNode {
  if (state.is === "opening") return <Alone title={text("portal.opening")} />;
  if (state.is === "failed") {
    return <AloneFailure title={text("portal.failed.title")} error={state.error} again={state.again} />;
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
