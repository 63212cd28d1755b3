import { useEffect, useRef } from "react";
import type { OpenConsole } from "./open-console.ts";
import type { ConsoleView } from "./session-requests.ts";

/** How often the idle limit moves, at most. */
const TOUCH_MS = 60_000;

/** What counts as use of the page. */
const USES = ["pointerdown", "keydown", "visibilitychange"] as const;

/** `setTimeout` takes at most this, about 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Moves the session's idle limit while somebody uses the page, and looks after the session when it should be over. */
export function useIdleLimit({ touch, check }: OpenConsole, { expiresAt, idleExpiresAt }: ConsoleView): void {
  const touchedAtMs = useRef(Date.now());
  useEffect(() => {
    function onUse(): void {
      if (document.visibilityState === "hidden" || Date.now() - touchedAtMs.current < TOUCH_MS) return;
      touchedAtMs.current = Date.now();
      void touch();
    }
    for (const use of USES) document.addEventListener(use, onUse);
    return () => {
      for (const use of USES) document.removeEventListener(use, onUse);
    };
  }, [touch]);
  useEffect(() => {
    const endMs = Math.min(Date.parse(expiresAt), Date.parse(idleExpiresAt)) - Date.now() + 1_000;
    let timer = setTimeout(look, Math.min(Math.max(endMs, TOUCH_MS), LONGEST_TIMER_MS));
    // By the clocks of some machines, the session ends too early. To look mustn't make it last.
    async function look(): Promise<void> {
      timer = setTimeout(look, TOUCH_MS);
      await check();
    }
    return () => clearTimeout(timer);
  }, [check, expiresAt, idleExpiresAt]);
}
