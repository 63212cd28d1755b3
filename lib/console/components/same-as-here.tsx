import { type ReactNode, useContext } from "react";
import { type SameAs, SiteContext } from "./site.ts";

/** Shows how to do something without the page, to those who use the API themselves. */
export const SameAsHere = (sameAs: SameAs): ReactNode => useContext(SiteContext).sameAs?.(sameAs);
