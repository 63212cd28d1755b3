import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { en } from "./en.ts";

/** The names of all texts. */
export type TextId = keyof typeof en;

/** The texts by language. A further language is one more catalogue with the same names. */
const CATALOGUES: Record<string, Record<TextId, string>> = { en };

const i18n = setupI18n();
i18n.setMessagesCompiler(compileMessage);
for (const [language, messages] of Object.entries(CATALOGUES)) i18n.load(language, messages);

/** Chooses the first of these languages (`de-AT`, `en`) that has a catalogue, or English. */
export function chooseLanguage(wanted: readonly string[]): void {
  const known = wanted.find((tag) => Object.hasOwn(CATALOGUES, languageOf(tag)) && isLanguageTag(tag)) ?? "en";
  i18n.activate(languageOf(known));
  momentFormat = new Intl.DateTimeFormat(known, { dateStyle: "medium", timeStyle: "short" });
  exactFormat = new Intl.DateTimeFormat(known, { dateStyle: "medium", timeStyle: "medium" });
  percentFormat = new Intl.NumberFormat(known, { style: "percent", maximumFractionDigits: 1 });
  document.documentElement.lang = languageOf(known);
}

const languageOf = (tag: string): string => tag.split("-")[0]?.toLowerCase() ?? "";

/** Some browsers name a system's language that is no language tag, such as `en-US@posix`. `Intl` throws an error for it. */
function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

let momentFormat: Intl.DateTimeFormat;
let exactFormat: Intl.DateTimeFormat;
let percentFormat: Intl.NumberFormat;
chooseLanguage(navigator.languages);

/** A text in the chosen language, with its values filled in. */
export const text = (id: TextId, values?: Record<string, string | number>): string => i18n._(id, values);

/** Whether there is a text of this name. */
export const isTextId = (id: string): id is TextId => Object.hasOwn(en, id);

/** A moment in words of the chosen language, to the minute. */
export const momentText = (iso: string): string => momentFormat.format(new Date(iso));

/** A moment in words of the chosen language, to the second. */
export const exactMomentText = (iso: string): string => exactFormat.format(new Date(iso));

/** A share from 0 to 1 as a percentage, such as 99.5 %. A share below 1 is never shown as 100 %. */
export function percentText(share: number): string {
  const shown = share < 1 ? Math.min(share, 0.999) : share;
  return percentFormat.format(shown);
}
