import { type ReactNode, useEffect, useRef, useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { text } from "../../texts/texts.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";

/** Where somebody wanted to go. `key` names an entry of the history, for Back and Forward. */
interface Leaving {
  href: string;
  key: string | undefined;
}

/**
 * Asks before somebody leaves a form with changes that aren't saved. Browsers don't let a frame hold back their own Back
 * button.
 *
 * @param changed there are such changes
 * @returns the question, and a function to call before leaving after a save
 */
export function useLeaveWarning(changed: boolean): { question: ReactNode; leave(): void } {
  const [leaving, setLeaving] = useState<Leaving>();
  const free = useRef(false);
  useEffect(() => {
    if (!changed) return;
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!free.current) event.preventDefault();
    };
    const onNavigate = (event: NavigateEvent) => {
      const { url, key, sameDocument } = event.destination;
      if (free.current || !event.cancelable || !sameDocument || isHere(url)) return;
      event.preventDefault();
      setLeaving({ href: url, key: event.navigationType === "traverse" ? key : undefined });
    };
    window.addEventListener("beforeunload", onUnload);
    window.navigation?.addEventListener("navigate", onNavigate);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      window.navigation?.removeEventListener("navigate", onNavigate);
    };
  }, [changed]);
  const leave = () => {
    free.current = true;
  };
  const go = ({ href, key }: Leaving) => {
    leave();
    if (key === undefined) navigate(href);
    else window.navigation.traverseTo(key);
  };
  const question = leaving && (
    <ConfirmDialog
      title={text("leave.title")}
      action={text("leave.action")}
      dangerous
      onConfirm={() => go(leaving)}
      onClose={() => setLeaving(undefined)}
    >
      <p>{text("leave.text")}</p>
    </ConfirmDialog>
  );
  return { question, leave };
}

const isHere = (url: string): boolean => new URL(url).pathname === window.location.pathname;
