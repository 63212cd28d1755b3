import { Component, type ReactNode } from "react";

interface PartGuardProps {
  children: ReactNode;
  /** Shown in place of a part that broke. */
  otherwise: ReactNode;
}

/**
 * Keeps a part of a page that breaks from breaking the rest. A part's own file may be gone: a deployment replaces all of
 * them while the app is open. Loading the app again gets the new ones.
 */
export class PartGuard extends Component<PartGuardProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.otherwise : this.props.children;
  }
}
