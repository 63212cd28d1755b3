import { Component, type ReactNode } from "react";
import { text } from "../texts/texts.ts";

/**
 * Shows a notice in place of a page that broke. A page's own file may be gone: a deployment replaces all of them while
 * the app is open. Loading the app again gets the new ones.
 */
export class PageGuard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main id="content" className="state" role="alert">
        <h1>{text("guard.title")}</h1>
        <p className="soft">{text("guard.text")}</p>
        <button type="button" className="button main" onClick={() => window.location.reload()}>
          {text("guard.reload")}
        </button>
      </main>
    );
  }
}
