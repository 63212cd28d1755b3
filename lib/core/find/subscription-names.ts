import { foldedText } from "../kit/folded-text.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";

/** What a search by name compares with its text. */
export interface SearchedNames {
  /** Empty if the subscription has none. */
  foldedName: string;
  foldedUrl: string;
}

/**
 * The most characters of a name and of a URL that are searched. So a search that reads many subscriptions has a bounded
 * cost. A folded name can be many times as long as the name.
 */
const MOST_OF_NAME = 200;
const MOST_OF_URL = 500;

export const searchedNames = ({ name = "", url }: Pick<Subscription, "name" | "url">): SearchedNames => ({
  foldedName: beginOf(name, MOST_OF_NAME),
  foldedUrl: beginOf(url, MOST_OF_URL),
});

/** Where the cut splits an emoji, the half that is left can't be stored. */
const beginOf = (text: string, length: number): string => foldedText(text).slice(0, length).toWellFormed();

/** Does the name or the URL contain a folded text? */
export const haveText = ({ foldedName, foldedUrl }: SearchedNames, folded: string): boolean =>
  foldedName.includes(folded) || foldedUrl.includes(folded);

/** A subscription whose name or URL contains a text. */
export type NamedSubscription = SubscriptionKey & Pick<SearchedNames, "foldedName">;

/** Finds subscriptions of all tenants by their names and URLs. */
export interface SubscriptionNames {
  /**
   * Resolves with the subscriptions whose name or URL contains a text, newest first. What was changed a second ago may be
   * found as it was before. `complete` is false if there are more subscriptions than one search reads.
   *
   * @param folded the text, folded
   */
  findNamed(folded: string): Promise<{ found: NamedSubscription[]; complete: boolean }>;
}
