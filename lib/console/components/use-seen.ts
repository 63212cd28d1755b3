import { type RefObject, useEffect, useState } from "react";

/** How far outside of the window an element counts as seen: it is ready when somebody scrolls to it. */
const AHEAD = "300px";

/** Whether an element has been in view, or nearly. What is in a folded section isn't. */
export function useSeen(place: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current || seen) return;
    const see = (entries: IntersectionObserverEntry[]) =>
      entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true);
    const observer = new IntersectionObserver(see, { rootMargin: AHEAD });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place, seen]);
  return seen;
}
